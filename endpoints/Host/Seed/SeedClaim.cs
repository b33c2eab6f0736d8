using BillingEngine.Messaging.Storage;

namespace BillingEngine.Host.Seed;

/// <summary>All partitions of an empty database, in the hands of one worker.</summary>
sealed class SeedClaim : IAsyncDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly WorkerStorage _storage;
    readonly Guid _worker;
    readonly IReadOnlyCollection<string> _endpoints;
    long _lastBeat;

    SeedClaim(WorkerStorage storage, Guid worker, IReadOnlyCollection<string> endpoints)
    {
        (_storage, _worker, _endpoints) = (storage, worker, endpoints);
        _lastBeat = TimeProvider.System.GetTimestamp();
    }

    public IReadOnlyList<PartitionRow> Partitions { get; private set; } = [];

    public IReadOnlyList<PartitionLease> Leases { get; private set; } = [];

    /// <exception cref="InvalidOperationException">An engine is at work on it, or it is not empty.</exception>
    public static async Task<SeedClaim> Take(
        IStorage storage, Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct)
    {
        await storage.Ownership.Install(endpoints, ct);
        var seen = await storage.Ownership.Heartbeat(worker, [], ct);
        if (seen.Partitions.Any(row => row.OwnerIsAlive))
            throw new InvalidOperationException("an engine is at work on this database: stop it first");
        var claim = new SeedClaim(storage.OpenWorker(), worker, endpoints);
        try
        {
            await claim.TakeAll(ct);
            return claim;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a unit, and now and then says that this worker is alive.</summary>
    public async Task Commit(UnitChanges unit, CancellationToken ct)
    {
        if (await _storage.Units.Commit(unit, ct) is var outcome and not CommitOutcome.Committed)
            throw new InvalidOperationException($"nothing more can be stored here: {outcome}");
        if (TimeProvider.System.GetElapsedTime(_lastBeat) < Interval)
            return;
        await _storage.Ownership.Heartbeat(_worker, _endpoints, ct);
        _lastBeat = TimeProvider.System.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.Ownership.Release(_worker, Leases, CancellationToken.None);
        await _storage.Ownership.Leave(_worker, CancellationToken.None);
        await _storage.DisposeAsync();
    }

    async Task TakeAll(CancellationToken ct)
    {
        var view = await _storage.Ownership.Heartbeat(_worker, _endpoints, ct);
        Partitions = view.Partitions;
        Leases = await _storage.Ownership.Claim(_worker, view.Partitions, ct);
        if (Leases.Count < Partitions.Count)
            throw new InvalidOperationException("an engine has just begun to work on this database: stop it first");
        if (Leases.Any(lease => lease.Position > 0))
            throw new InvalidOperationException("the database holds events already: only an empty one can be seeded");
    }
}
