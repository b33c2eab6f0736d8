using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>A worker without an engine: owns partitions, and keeps its leases up with what it commits.</summary>
public sealed class TestWorker : IAsyncDisposable
{
    public const string Endpoint = "accounts";

    readonly WorkerStorage _storage;
    readonly Dictionary<int, PartitionLease> _leases = [];

    TestWorker(WorkerStorage storage) => _storage = storage;

    public Guid Id { get; } = Some.Id();

    public IUnitStore Units => _storage.Units;

    public IPartitionOwnership Ownership => _storage.Ownership;

    /// <summary>A worker that has claimed these partitions, whoever had them before.</summary>
    public static async Task<TestWorker> Start(IStorage storage, params int[] partitions)
    {
        var worker = new TestWorker(storage.OpenWorker());
        await worker.Claim(partitions);
        return worker;
    }

    public async Task Claim(params int[] partitions)
    {
        var view = await Ownership.Heartbeat(Id, [Endpoint], CancellationToken.None);
        var rows = view.Partitions.Where(row => partitions.Contains(row.Partition)).ToList();
        foreach (var lease in await Ownership.Claim(Id, rows, CancellationToken.None))
            _leases[lease.Partition] = lease;
    }

    public PartitionLease Lease(int partition = 0) => _leases[partition];

    public async Task<CommitOutcome> Commit(UnitChanges changes)
    {
        // As in the engine, on a thread that it may block.
        var outcome = await Task.Run(() => Units.Commit(changes, CancellationToken.None));
        if (outcome is CommitOutcome.Committed)
            Advance(changes);
        return outcome;
    }

    public void Advance(UnitChanges changes)
    {
        foreach (var (stored, _) in changes.Events)
            _leases[stored.Partition] = _leases[stored.Partition] with { Position = stored.Position };
    }

    /// <summary>Appends to a stream in a unit of its own, which must succeed.</summary>
    public async Task Append(Guid stream, int fromVersion, int count, int partition = 0)
    {
        var outcome = await Commit(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [Lease(partition)],
            Events = Some.Events(Lease(partition), stream, fromVersion, count),
        });
        Assert.IsType<CommitOutcome.Committed>(outcome);
    }

    public Task<Prefetched> Prefetch(Guid? stream = null, Guid? saga = null, Guid? request = null)
    {
        var wanted = new PrefetchRequest();
        wanted.Streams.UnionWith(stream is { } s ? [s] : []);
        wanted.Sagas.UnionWith(saga is { } g ? [g] : []);
        wanted.Requests.UnionWith(request is { } r ? [r] : []);
        return Units.Prefetch(wanted, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
