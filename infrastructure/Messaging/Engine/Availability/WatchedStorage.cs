using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Availability;

/// <summary>A storage whose answers to the engine's loops are watched.</summary>
sealed class WatchedStorage(IStorage storage, StoreWatch watch) : IStorage
{
    public ITransport Transport { get; } = new WatchedTransport(storage.Transport, watch);

    public IEventStore Events => storage.Events;

    public IPartitionOwnership Ownership => storage.Ownership;

    public WorkerStorage OpenWorker()
    {
        var (units, ownership) = storage.OpenWorker();
        return new WorkerStorage(new WatchedUnitStore(units, watch), new WatchedOwnership(ownership, watch));
    }

    public IUnitReader OpenReader() => storage.OpenReader();

    public ValueTask DisposeAsync() => storage.DisposeAsync();
}

sealed class WatchedTransport(ITransport transport, StoreWatch watch) : ITransport
{
    public Task<ReceivedBatch> Receive(
        IReadOnlyCollection<int> partitions, DateTimeOffset now, int limit, CancellationToken ct) =>
        watch.Read(() => transport.Receive(partitions, now, limit, ct));

    public Task Send(IReadOnlyList<TransportMessage> messages, CancellationToken ct) =>
        watch.Write(() => transport.Send(messages, ct));

    public void Wake(IReadOnlyCollection<int> partitions) => transport.Wake(partitions);

    public IDisposable OnWake(Action<IReadOnlyCollection<int>> callback) => transport.OnWake(callback);
}

sealed class WatchedUnitStore(IUnitStore units, StoreWatch watch) : IUnitStore
{
    public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct) =>
        watch.Read(() => units.Prefetch(request, ct));

    public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct) =>
        watch.Read(() => units.ReadWholeStream(streamId, ct));

    public Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct) =>
        watch.Read(() => units.FindOnce(streamId, onceKey, ct));

    public Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct) =>
        watch.Write(() => units.Commit(changes, ct));

    public Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct) =>
        watch.Write(() => units.CommitAside(changes, ct));

    public Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct) =>
        watch.Write(() => units.Resolve(changes, unknown, ct));

    public ValueTask DisposeAsync() => units.DisposeAsync();
}

sealed class WatchedOwnership(IPartitionOwnership ownership, StoreWatch watch) : IPartitionOwnership
{
    public Task Install(IReadOnlyCollection<string> endpoints, CancellationToken ct) =>
        ownership.Install(endpoints, ct);

    public Task<OwnershipView> Heartbeat(
        Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct) =>
        watch.Write(() => ownership.Heartbeat(worker, endpoints, ct));

    public Task<IReadOnlyList<PartitionLease>> Claim(
        Guid worker, IReadOnlyList<PartitionRow> partitions, CancellationToken ct) =>
        watch.Write(() => ownership.Claim(worker, partitions, ct));

    public Task Release(Guid worker, IReadOnlyList<PartitionLease> leases, CancellationToken ct) =>
        ownership.Release(worker, leases, ct);

    public Task Leave(Guid worker, CancellationToken ct) => ownership.Leave(worker, ct);
}
