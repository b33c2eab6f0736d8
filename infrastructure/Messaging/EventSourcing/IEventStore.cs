using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.EventSourcing;

/// <summary>An event as it is stored.</summary>
/// <param name="Partition">Partition whose owner wrote it.</param>
/// <param name="Position">Dense from 1 within the partition: a reader that has seen n has missed nothing below it.</param>
/// <param name="StreamVersion">Dense from 1 within the stream.</param>
/// <param name="Type">Stable name of the contract.</param>
/// <param name="Data">The event's JSON.</param>
public sealed record StoredEvent(
    int Partition,
    long Position,
    Guid StreamId,
    int StreamVersion,
    string Type,
    ReadOnlyMemory<byte> Data,
    EventOrigin Origin,
    DateTimeOffset OccurredAt);

/// <summary>An event to be appended outside a unit of work, by a tool or a test.</summary>
/// <param name="OnceKey">Set for an <see cref="IHappenOnce"/>.</param>
public sealed record NewEvent(
    string Type,
    ReadOnlyMemory<byte> Data,
    EventOrigin Origin,
    DateTimeOffset OccurredAt,
    Guid? OnceKey = null);

/// <summary>The log of everything that ever happened.</summary>
public interface IEventStore
{
    /// <summary>Appends to one stream, as the owner of the partition.</summary>
    /// <param name="lease">Proof of ownership; its position is where the partition stands.</param>
    /// <param name="expectedVersion">Version the stream must have: 0 for a new one.</param>
    /// <returns>
    /// What came of it; a stream that has moved on is a <see cref="CommitOutcome.Conflict"/>, a once key that is taken
    /// is <see cref="CommitOutcome.Rejected"/>.
    /// </returns>
    Task<CommitOutcome> Append(
        PartitionLease lease, Guid streamId, int expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct);

    /// <summary>Events of a stream in order, from a version on (1 is the first).</summary>
    IAsyncEnumerable<StoredEvent> ReadStream(Guid streamId, int fromVersion, CancellationToken ct);

    /// <summary>Events of a partition in order, after a position (0 for all).</summary>
    IAsyncEnumerable<StoredEvent> ReadPartition(int partition, long afterPosition, CancellationToken ct);

    /// <summary>Events of a partition in order that occurred at or after a time.</summary>
    IAsyncEnumerable<StoredEvent> ReadPartition(int partition, DateTimeOffset from, CancellationToken ct);

    /// <summary>
    /// Events of all partitions, each partition in order after its own position (0 where none is given).
    /// There is no order between partitions.
    /// </summary>
    IAsyncEnumerable<StoredEvent> ReadAll(IReadOnlyDictionary<int, long> afterPositions, CancellationToken ct);

    /// <summary>Events of all partitions that occurred at or after a time.</summary>
    IAsyncEnumerable<StoredEvent> ReadAll(DateTimeOffset from, CancellationToken ct);
}
