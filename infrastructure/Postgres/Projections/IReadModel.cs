using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Tables that follow from the events and from nothing else, so that they can be made anew from them at any time. Its
/// statements name tables without a schema: a rebuild runs them against tables beside the live ones.
/// </summary>
public interface IReadModel
{
    /// <summary>What operators call it; lower case, with underscores. Never another model's.</summary>
    string Name { get; }

    /// <summary>
    /// Of what it makes of the events: raised with every change of that, and it is rebuilt by itself.
    /// </summary>
    int Version { get; }

    /// <summary>The tables that it writes; nothing else writes them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>The contracts that it takes in. All others pass it by.</summary>
    IReadOnlyList<Type> Events { get; }
}

/// <summary>A read model that is written in the same transaction as the events it shows.</summary>
public interface IInlineProjection : IReadModel
{
    /// <summary>Adds the statements that bring the model to where these events leave it.</summary>
    void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch);
}

/// <summary>
/// A read model that follows the log in its own time. A batch and the checkpoint that it brings the model to are one
/// transaction, so each event counts once.
/// </summary>
public interface IProjection : IReadModel
{
    /// <summary>Adds the statements that bring the model to where the batch leaves it.</summary>
    Task Project(ProjectionBatch batch, CancellationToken ct);
}
