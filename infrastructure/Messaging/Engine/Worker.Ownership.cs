using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>Which partitions a worker owns: taken, given up, and lost. Nothing is in flight meanwhile.</summary>
sealed partial class Worker
{
    async Task Balance(CancellationToken ct)
    {
        var view = await _storage.Ownership.Heartbeat(Id, _setup.Endpoints, ct);
        var plan = Ownership.Plan(Id, _setup.Endpoints, view, _owned.Owns);
        if (plan.Lost.Count > 0)
        {
            _unit.ForgetEverything();
            _owned.Remove(plan.Lost);
            Log.PartitionsLost(_setup.Logger, Id, plan.Lost.Count);
        }

        if (plan.Release.Count > 0)
        {
            var leases = plan.Release.Select(row => new PartitionLease(row.Partition, row.Epoch, Position: 0)).ToList();
            _unit.ForgetEverything();
            _owned.Remove(plan.Release.Select(row => row.Partition));
            await _storage.Ownership.Release(Id, leases, ct);
            Log.PartitionsReleased(_setup.Logger, Id, leases.Count);
        }

        if (plan.Claim.Count > 0)
        {
            var claimed = await _storage.Ownership.Claim(Id, plan.Claim, ct);
            // What was read of them before they were ours may be old.
            _unit.ForgetEverything();
            _owned.Add(claimed);
            _intake.Wake();
            Log.PartitionsClaimed(_setup.Logger, Id, claimed.Count);
        }

        _nextOwnership.Restart();
    }

    /// <summary>
    /// Another worker has claimed something of ours: what we know may be old, so nothing of it is kept.
    /// </summary>
    void LoseEverything(IReadOnlyList<Envelope> unhandled)
    {
        Log.Fenced(_setup.Logger, Id);
        _unit.ForgetEverything();
        _owned.Remove(_owned.Partitions);
        _nextOwnership.ComeNow();
        foreach (var message in unhandled)
        {
            if (message.Receipt is null)
                _inbox.Return(message);
        }
    }

    async Task GiveUpPartitions(CancellationToken ct)
    {
        var leases = _owned.Partitions.Select(_owned.LeaseOf).ToList();
        _owned.Remove(_owned.Partitions);
        try
        {
            await _storage.Ownership.Release(Id, leases, ct);
            await _storage.Ownership.Leave(Id, ct);
        }
        catch (StoreUnavailableException e)
        {
            Log.LeftWithoutRelease(_setup.Logger, Id, e);
        }
    }
}
