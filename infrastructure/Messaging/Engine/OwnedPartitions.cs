using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>The partitions that a worker owns, with what its next commit must prove. For the worker's own loop.</summary>
sealed class OwnedPartitions(PartitionMap map)
{
    readonly Dictionary<int, PartitionLease> _leases = [];
    volatile int[] _partitions = [];

    public PartitionMap Map { get; } = map;

    /// <summary>A view that other threads may read.</summary>
    public IReadOnlyList<int> Partitions => _partitions;

    public bool Owns(int partition) => _leases.ContainsKey(partition);

    public PartitionLease LeaseOf(int partition) => _leases[partition];

    public void Add(IEnumerable<PartitionLease> leases)
    {
        foreach (var lease in leases)
            _leases[lease.Partition] = lease;
        _partitions = [.. _leases.Keys];
    }

    public void Remove(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _leases.Remove(partition);
        _partitions = [.. _leases.Keys];
    }

    /// <summary>After a commit: the partitions stand where its events end.</summary>
    public void Advance(IReadOnlyList<CommittedEvent> events)
    {
        foreach (var (stored, _) in events)
            _leases[stored.Partition] = _leases[stored.Partition] with { Position = stored.Position };
    }
}
