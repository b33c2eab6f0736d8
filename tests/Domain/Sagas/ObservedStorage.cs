using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>The in-memory store behind a counter and a post office that can keep messages back.</summary>
sealed class ObservedStorage(InMemoryDatabase database) : IStorage
{
    readonly InMemoryStorage _inner = new(database);

    public PostOffice Post { get; } = new();

    /// <summary>What the workers' round trips were, in order.</summary>
    public List<string> RoundTrips { get; } = [];

    public ITransport Transport => new PostedTransport(_inner.Transport, Post);

    public IEventStore Events => _inner.Events;

    public IPartitionOwnership Ownership => _inner.Ownership;

    public IUnitReader OpenReader() => _inner.OpenReader();

    public WorkerStorage OpenWorker()
    {
        var worker = _inner.OpenWorker();
        return worker with { Units = new CountedUnits(worker.Units, RoundTrips) };
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    sealed class PostedTransport(ITransport inner, PostOffice post) : ITransport
    {
        public async Task<ReceivedBatch> Receive(
            IReadOnlyCollection<int> partitions, DateTimeOffset now, int limit, CancellationToken ct)
        {
            var received = await inner.Receive(partitions, now, limit, ct);
            return received with { Messages = [.. received.Messages.Where(message => post.Delivers(message.Message))] };
        }

        public Task Send(IReadOnlyList<TransportMessage> messages, CancellationToken ct) => inner.Send(messages, ct);

        public void Wake(IReadOnlyCollection<int> partitions) => inner.Wake(partitions);

        public IDisposable OnWake(Action<IReadOnlyCollection<int>> callback) => inner.OnWake(callback);
    }

    sealed class CountedUnits(IUnitStore inner, List<string> roundTrips) : IUnitStore
    {
        public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct)
        {
            roundTrips.Add("prefetch");
            return inner.Prefetch(request, ct);
        }

        public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct)
        {
            roundTrips.Add("whole stream");
            return inner.ReadWholeStream(streamId, ct);
        }

        public Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct)
        {
            roundTrips.Add("find once");
            return inner.FindOnce(streamId, onceKey, ct);
        }

        public Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct)
        {
            roundTrips.Add("commit");
            return inner.Commit(changes, ct);
        }

        public Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct)
        {
            roundTrips.Add("commit");
            return inner.CommitAside(changes, ct);
        }

        public Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct) =>
            inner.Resolve(changes, unknown, ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>Keeps messages from being handled, as if whoever they are for did not answer.</summary>
sealed class PostOffice
{
    Func<TransportMessage, bool> _keepsBack = _ => false;

    public void KeepBack(Func<TransportMessage, bool> which) => _keepsBack = which;

    public void DeliverAll() => _keepsBack = _ => false;

    public bool Delivers(TransportMessage message) => !_keepsBack(message);
}
