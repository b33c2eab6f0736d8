using System.Buffers.Binary;
using System.Collections.Frozen;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Endpoints;

/// <summary>Which partition a key belongs to. Fixed when the store was created, so that it never changes.</summary>
public sealed class PartitionMap
{
    readonly FrozenDictionary<string, int[]> _partitions;
    readonly FrozenDictionary<int, string> _endpoints;

    public PartitionMap(IReadOnlyList<PartitionRow> rows)
    {
        _partitions = rows
            .GroupBy(row => row.Endpoint)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(row => row.Slot).Select(row => row.Partition).ToArray());
        _endpoints = rows.ToFrozenDictionary(row => row.Partition, row => row.Endpoint);
    }

    public IEnumerable<int> Partitions => _endpoints.Keys;

    public int PartitionOf(string endpoint, Guid key)
    {
        if (!_partitions.TryGetValue(endpoint, out var partitions))
            throw new InvalidOperationException($"There is no endpoint {endpoint}.");
        return partitions[(int)(Hash(key) % (ulong)partitions.Length)];
    }

    public string EndpointOf(int partition) => _endpoints[partition];

    public bool Knows(int partition) => _endpoints.ContainsKey(partition);

    /// <summary>Stable across versions and machines: both halves of the id, mixed by the finalizer of SplitMix64.</summary>
    internal static ulong Hash(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
