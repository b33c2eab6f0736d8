using System.Collections.Concurrent;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>Comes last of the inline models, and so sees how many statements a unit of work has, but for its commit.</summary>
sealed class StatementCounter : IInlineProjection
{
    public ConcurrentQueue<int> Units { get; } = [];

    public string Name => "statements";

    public int Version => 1;

    public IReadOnlyList<string> Tables => [];

    public IReadOnlyList<Type> Events => [];

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch) =>
        Units.Enqueue(batch.BatchCommands.Count);
}
