using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Log;

/// <summary>
/// Brings events of several partitions together: each partition's in order, and all as near by time as that allows.
/// </summary>
static class LogMerge
{
    public static IReadOnlyList<StoredEvent> ByTime(IEnumerable<StoredEvent> events)
    {
        var partitions = events
            .GroupBy(e => e.Partition)
            .Select(partition => new Queue<StoredEvent>(partition.OrderBy(e => e.Position)))
            .ToList();
        List<StoredEvent> merged = [];
        while (partitions.Count > 0)
        {
            var next = partitions.MinBy(partition => partition.Peek().OccurredAt)!;
            merged.Add(next.Dequeue());
            if (next.Count == 0)
                partitions.Remove(next);
        }

        return merged;
    }

    public static LogPosition After(LogPosition before, IEnumerable<StoredEvent> taken) =>
        before.Merge(LogPosition.Of([.. taken.Select(e => new PartitionPosition(e.Partition, e.Position))]));
}
