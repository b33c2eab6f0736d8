using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Messaging.Storage;

/// <summary>What a batch of messages names and memory lacks.</summary>
public sealed class PrefetchRequest
{
    public HashSet<Guid> Streams { get; } = [];

    public HashSet<Guid> Sagas { get; } = [];

    public HashSet<Guid> Requests { get; } = [];

    /// <summary>Keys whose order is kept, with the partition that handles them.</summary>
    public HashSet<(int Partition, Guid Key)> OrderKeys { get; } = [];

    public bool IsEmpty => Streams.Count + Sagas.Count + Requests.Count + OrderKeys.Count == 0;

    public void Clear()
    {
        Streams.Clear();
        Sagas.Clear();
        Requests.Clear();
        OrderKeys.Clear();
    }
}

/// <summary>What the store has of it. What is not in here does not exist.</summary>
public sealed class Prefetched
{
    public Dictionary<Guid, StreamSlice> Streams { get; } = [];

    public Dictionary<Guid, StoredSaga> Sagas { get; } = [];

    public Dictionary<Guid, RecordedReply> Requests { get; } = [];

    /// <summary>Keys that wait for a message of theirs that has failed, and that message.</summary>
    public Dictionary<(int Partition, Guid Key), Guid> Blocked { get; } = [];
}

/// <summary>A stream: the newest snapshot that is sound, if there is one, and the events after it.</summary>
public sealed class StreamSlice
{
    public StreamSnapshot? Snapshot { get; set; }

    public List<StoredEvent> Events { get; } = [];
}

public sealed record StoredSaga(Guid SagaId, string Saga, int Version, ReadOnlyMemory<byte> Data);

/// <summary>The store as units of work are computed from it: one at a time, on one connection.</summary>
public interface IUnitReader : IAsyncDisposable
{
    /// <summary>Reads all that is asked for in one round trip.</summary>
    Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct);

    /// <summary>A whole stream without its snapshot: for a snapshot that cannot be used.</summary>
    Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct);

    /// <summary>The event of a stream that has this once key, by one look-up in an index; null when none has.</summary>
    Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct);
}

/// <summary>The store as one worker uses it.</summary>
public interface IUnitStore : IUnitReader
{
    /// <summary>Writes all of it or nothing, and says which. Throws only what is a bug.</summary>
    Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct);

    /// <summary>
    /// The same, while the caller goes on: it may read meanwhile, and may see the unit or not. The next commit, and
    /// whatever else the worker's storage is asked for, waits for the answer.
    /// </summary>
    Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct);

    /// <summary>
    /// Settles an unknown outcome: makes sure that the lost transaction has ended, then looks in the partition rows for
    /// its unit. Committed, rolled back, or fenced: then the next owner has seen what is stored, and what we know is of
    /// no use.
    /// </summary>
    /// <exception cref="Engine.StoreUnavailableException">The question stays open and is to be asked again.</exception>
    Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct);
}
