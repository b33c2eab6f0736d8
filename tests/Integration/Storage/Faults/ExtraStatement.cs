using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

/// <summary>Has the server do something of our choice in the middle of a unit's transaction.</summary>
sealed class ExtraStatement : IInlineProjection
{
    /// <summary>Run once for every unit with events; none when null.</summary>
    public Func<string?> Text { get; set; } = () => null;

    public string Name => "extra_statement";

    public int Version => 1;

    public IReadOnlyList<string> Tables => [];

    public IReadOnlyList<Type> Events => [];

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        if (Text() is { } statement)
            Sql.Add(batch, statement);
    }
}
