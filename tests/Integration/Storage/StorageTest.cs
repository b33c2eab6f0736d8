using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>
/// The compliance suite of the store's seams: each class of it runs on the in-memory store and on PostgreSQL. A worker
/// owns partitions 0 and 1; an endpoint has more.
/// </summary>
public abstract class StorageTest(StoreUnderTest store) : IAsyncLifetime
{
    protected StoreUnderTest Store { get; } = store;

    protected IStorage Storage { get; private set; } = null!;

    protected TestWorker Worker { get; private set; } = null!;

    protected PartitionLease Lease => Worker.Lease();

    public virtual async Task InitializeAsync()
    {
        Storage = await Store.Open();
        await Storage.Ownership.Install([TestWorker.Endpoint], CancellationToken.None);
        Worker = await TestWorker.Start(Storage, 0, 1);
    }

    public virtual async Task DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>A unit that writes something of every kind, on partition 0.</summary>
    protected UnitChanges EverythingAt(PartitionLease lease) => EverythingAt(lease, Some.Id());

    protected UnitChanges EverythingAt(PartitionLease lease, Guid stream) => new()
    {
        UnitId = Some.Id(),
        Leases = [lease],
        Events = Some.Events(lease, stream, 1, 2),
        Sagas = [Some.Saga(Some.Id(), 0)],
        Outgoing = [Some.Message(lease.Partition)],
        Failures = [Some.Failure(Some.Message(lease.Partition), 1)],
        Replies = [Some.Reply(Some.Id())],
        Snapshots = [Some.Snapshot(stream, 1)],
    };

    protected async Task<IReadOnlyList<ReceivedMessage>> Queued(params int[] partitions) =>
        (await Storage.Transport.Receive(partitions, Some.Time.AddYears(1), 1000, CancellationToken.None)).Messages;

    protected async Task<IReadOnlyList<StoredEvent>> Log(int partition = 0) =>
        await Storage.Events.ReadPartition(partition, 0, CancellationToken.None).ToListAsync();

    /// <summary>Nothing of a refused unit is there, and the partition stands where it stood.</summary>
    protected async Task NothingOf(UnitChanges refused, PartitionLease before)
    {
        Assert.Equal(before.Position, (await Log(before.Partition)).Count);
        Assert.Empty((await Queued(before.Partition)).IntersectBy(
            refused.Outgoing.Select(message => message.MessageId), received => received.Message.MessageId));
        Assert.Empty((await Store.FailedMessages()).IntersectBy(
            refused.Failures.Select(failure => failure.Message.MessageId), failure => failure.Message.MessageId));
        var wanted = new PrefetchRequest();
        wanted.Streams.UnionWith(refused.Snapshots.Select(snapshot => snapshot.StreamId));
        wanted.Sagas.UnionWith(refused.Sagas.Where(saga => saga.ExpectedVersion == 0).Select(saga => saga.SagaId));
        wanted.Requests.UnionWith(refused.Replies.Select(reply => reply.RequestId));
        var found = await Worker.Units.Prefetch(wanted, CancellationToken.None);
        Assert.Empty(found.Streams);
        Assert.Empty(found.Sagas);
        Assert.Empty(found.Requests);
    }
}
