using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

/// <summary>
/// What is on disk in the in-memory store. Workers, also of several engines, share one database; it outlives them, so a
/// crash is to drop the engine and start another on it.
/// </summary>
public sealed class InMemoryDatabase(int partitionsPerEndpoint = 4)
{
    internal Lock Gate { get; } = new();

    internal int PartitionsPerEndpoint { get; } = partitionsPerEndpoint;

    internal List<PartitionState> Partitions { get; } = [];

    internal Dictionary<Guid, WorkerState> Workers { get; } = [];

    internal Dictionary<Guid, List<StoredEvent>> Streams { get; } = [];

    internal Dictionary<(Guid StreamId, Guid OnceKey), StoredEvent> Once { get; } = [];

    internal Dictionary<int, List<StoredEvent>> Log { get; } = [];

    internal Dictionary<Guid, SagaState> Sagas { get; } = [];

    internal SortedDictionary<long, TransportMessage> Queue { get; } = [];

    internal Dictionary<Guid, RecordedReply> Replies { get; } = [];

    /// <summary>By stream, then by version, oldest first.</summary>
    internal Dictionary<Guid, SortedList<int, InMemorySnapshot>> Snapshots { get; } = [];

    internal List<FailedMessage> Failed { get; } = [];

    internal List<RetryResult> RetryResults { get; } = [];

    internal Dictionary<(Guid Worker, string Endpoint, string Type), RateLimitChange> RateLimits { get; } = [];

    internal Dictionary<(int Partition, Guid Key), Guid> Blocked { get; } = [];

    internal List<UnitTrace> Traces { get; } = [];

    internal long NextSequence { get; set; } = 1;

    internal event Action<IReadOnlyCollection<int>>? Woken;

    /// <summary>What the next commits should come to; asked once per commit. For tests and simulations.</summary>
    public Func<UnitChanges, CommitFault> OnCommit { get; set; } = _ => CommitFault.None;

    /// <summary>
    /// Decides when a commit that its worker does not wait for takes place; at once by itself. For tests and
    /// simulations.
    /// </summary>
    public Func<Func<Task<CommitOutcome>>, Task<CommitOutcome>> OnCommitAside { get; set; } = commit => commit();

    /// <summary>While false, every call fails as if the database were gone.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>Called when a worker is about to give partitions up.</summary>
    public Action OnRelease { get; set; } = () => { };

    /// <summary>Sees every commit that succeeded.</summary>
    public Action<UnitChanges> Committed { get; set; } = _ => { };

    public IReadOnlyList<FailedMessage> FailedMessages
    {
        get
        {
            lock (Gate)
                return [.. Failed];
        }
    }

    public int QueuedMessages
    {
        get
        {
            lock (Gate)
                return Queue.Count;
        }
    }

    public int OpenSagas
    {
        get
        {
            lock (Gate)
                return Sagas.Count;
        }
    }

    /// <summary>Takes a partition's ownership away, as another worker's claim would.</summary>
    public void Usurp(int partition)
    {
        lock (Gate)
        {
            var state = Partitions.Single(row => row.Partition == partition);
            state.Owner = null;
            state.Epoch++;
        }
    }

    /// <summary>
    /// A worker's connection is gone, as when its process is: it counts as dead until its next heartbeat.
    /// </summary>
    public void Disconnect(Guid worker)
    {
        lock (Gate)
            Workers[worker] = Workers[worker] with { IsAlive = false };
    }

    internal void CheckReachable()
    {
        if (!IsReachable)
            throw new Engine.StoreUnavailableException("The in-memory database is switched off.");
    }

    internal void Wake(IReadOnlyCollection<int> partitions) => Woken?.Invoke(partitions);
}

/// <summary>How a commit is made to end.</summary>
public enum CommitFault
{
    None,

    /// <summary>A passing fault; nothing is written.</summary>
    RollBack,

    /// <summary>Cut short for taking too long; nothing is written.</summary>
    TimeOut,

    /// <summary>A fault that the same data would meet again; nothing is written.</summary>
    Reject,

    /// <summary>The connection is lost after the commit took effect.</summary>
    LoseAnswerAfterCommit,

    /// <summary>The connection is lost before the commit took effect.</summary>
    LoseAnswerBeforeCommit,
}

sealed class PartitionState
{
    public required int Partition { get; init; }

    public required string Endpoint { get; init; }

    public required int Slot { get; init; }

    public Guid? Owner { get; set; }

    public long Epoch { get; set; }

    public long Position { get; set; }

    public Guid LastUnit { get; set; }
}

sealed record WorkerState(IReadOnlyList<string> Endpoints, bool IsAlive);

sealed record SagaState(string Saga, string Correlation, int Version, byte[] Data);
