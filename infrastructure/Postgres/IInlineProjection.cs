using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>A read model that is written in the same transaction as the events it shows.</summary>
public interface IInlineProjection
{
    /// <summary>Adds the statements that bring the model to where these events leave it.</summary>
    void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch);
}
