using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>What a worker should take over and give up.</summary>
sealed record OwnershipPlan(
    IReadOnlyList<PartitionRow> Claim, IReadOnlyList<PartitionRow> Release, IReadOnlyList<int> Lost);

/// <summary>Spreads the partitions of each endpoint evenly over the workers that serve it. A pure decision.</summary>
static class Ownership
{
    public static OwnershipPlan Plan(
        Guid worker, IReadOnlyCollection<string> endpoints, OwnershipView view, Func<int, bool> owns)
    {
        List<PartitionRow> claim = [];
        List<PartitionRow> release = [];
        var lost = view.Partitions.Where(row => owns(row.Partition) && row.Owner != worker).Select(row => row.Partition).ToList();
        foreach (var endpoint in endpoints)
        {
            var rows = view.Partitions.Where(row => row.Endpoint == endpoint).OrderBy(row => row.Slot).ToList();
            var share = ShareOf(worker, rows.Count, view.Workers.GetValueOrDefault(endpoint) ?? [worker]);
            // What is in its name and not in its hands (a claim or release was cut short) it takes up again,
            // or gives up.
            var mine = rows.Where(row => row.Owner == worker).OrderByDescending(row => owns(row.Partition)).ToList();
            release.AddRange(mine.Skip(share));
            claim.AddRange(mine.Take(share).Where(row => !owns(row.Partition)));
            claim.AddRange(rows
                .Where(row => row.Owner != worker && !row.OwnerIsAlive)
                .Take(Math.Max(0, share - mine.Count)));
        }

        return new OwnershipPlan(claim, release, lost);
    }

    /// <summary>Partitions divided by workers; the remainder goes to the first ones by id, so that all agree.</summary>
    static int ShareOf(Guid worker, int partitions, IReadOnlyList<Guid> workers)
    {
        var everyone = workers.Contains(worker) ? workers : [.. workers, worker];
        var rank = everyone.Count(other => other.CompareTo(worker) < 0);
        return (partitions / everyone.Count) + (rank < partitions % everyone.Count ? 1 : 0);
    }
}
