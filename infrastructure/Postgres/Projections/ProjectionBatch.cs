using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Events that a model takes in together. Those of one stream are in its order and without gaps, as far as the model
/// takes them in; between partitions there is no order.
/// </summary>
public sealed class ProjectionBatch(
    IReadOnlyList<CommittedEvent> events, NpgsqlBatch statements, IEarlierEvents earlier)
{
    public IReadOnlyList<CommittedEvent> Events => events;

    /// <summary>Runs, in order, in the transaction that keeps the checkpoint.</summary>
    public NpgsqlBatch Statements => statements;

    /// <summary>
    /// What the streams held before their first event of this batch, oldest first; streams that begin in the batch are
    /// left out. All types of event, also those that the model does not take in. For short streams only: it reads all.
    /// </summary>
    public Task<IReadOnlyDictionary<Guid, IReadOnlyList<CommittedEvent>>> Earlier(
        IReadOnlyCollection<Guid> streamIds, CancellationToken ct)
    {
        var before = new Dictionary<Guid, int>();
        var wanted = streamIds.ToHashSet();
        foreach (var (stored, _) in events)
        {
            if (wanted.Contains(stored.StreamId))
                before.TryAdd(stored.StreamId, stored.StreamVersion);
        }

        return earlier.Read(before.Where(stream => stream.Value > 1).ToDictionary(), ct);
    }
}

/// <summary>Where a batch finds what happened before it.</summary>
public interface IEarlierEvents
{
    /// <param name="beforeVersion">By stream: events of lower versions are wanted.</param>
    Task<IReadOnlyDictionary<Guid, IReadOnlyList<CommittedEvent>>> Read(
        IReadOnlyDictionary<Guid, int> beforeVersion, CancellationToken ct);
}
