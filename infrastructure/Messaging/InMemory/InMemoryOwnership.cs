using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

sealed class InMemoryOwnership(InMemoryDatabase database) : IPartitionOwnership
{
    Guid? _self;

    public Task Install(IReadOnlyCollection<string> endpoints, CancellationToken ct)
    {
        lock (database.Gate)
        {
            foreach (var endpoint in endpoints.Where(name => database.Partitions.All(row => row.Endpoint != name)))
            {
                for (var slot = 0; slot < database.PartitionsPerEndpoint; slot++)
                    database.Partitions.Add(new PartitionState
                    {
                        Partition = database.Partitions.Count,
                        Endpoint = endpoint,
                        Slot = slot,
                    });
            }
        }

        return Task.CompletedTask;
    }

    public Task<OwnershipView> Heartbeat(Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            if (endpoints.Count > 0)
            {
                _self = worker;
                database.Workers[worker] = new WorkerState([.. endpoints], IsAlive: true);
            }

            var rows = database.Partitions.ConvertAll(row => new PartitionRow(
                row.Partition, row.Endpoint, row.Slot, row.Owner, IsAlive(row.Owner), row.Epoch));
            var workers = database.Workers
                .Where(entry => entry.Value.IsAlive)
                .SelectMany(entry => entry.Value.Endpoints.Select(endpoint => (endpoint, entry.Key)))
                .GroupBy(entry => entry.endpoint, entry => entry.Key)
                .ToDictionary(group => group.Key, IReadOnlyList<Guid> (group) => [.. group]);
            return Task.FromResult(new OwnershipView(rows, workers));
        }
    }

    public Task<IReadOnlyList<PartitionLease>> Claim(Guid worker, IReadOnlyList<PartitionRow> partitions, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            List<PartitionLease> claimed = [];
            foreach (var seen in partitions)
            {
                var row = database.Partitions.Single(partition => partition.Partition == seen.Partition);
                if (row.Epoch != seen.Epoch)
                    continue;
                row.Owner = worker;
                row.Epoch++;
                claimed.Add(new PartitionLease(row.Partition, row.Epoch, row.Position));
            }

            return Task.FromResult<IReadOnlyList<PartitionLease>>(claimed);
        }
    }

    public Task Release(Guid worker, IReadOnlyList<PartitionLease> leases, CancellationToken ct)
    {
        database.OnRelease();
        lock (database.Gate)
        {
            database.CheckReachable();
            foreach (var lease in leases)
            {
                var row = database.Partitions.Single(partition => partition.Partition == lease.Partition);
                if (row.Owner != worker || row.Epoch != lease.Epoch)
                    continue;
                row.Owner = null;
                row.Epoch++;
            }
        }

        return Task.CompletedTask;
    }

    public Task Leave(Guid worker, CancellationToken ct)
    {
        lock (database.Gate)
            database.Workers.Remove(worker);
        return Task.CompletedTask;
    }

    /// <summary>The worker's connection is closed: it is dead at once, unless it has left or comes back.</summary>
    public void Die()
    {
        lock (database.Gate)
        {
            if (_self is { } self && database.Workers.TryGetValue(self, out var worker))
                database.Workers[self] = worker with { IsAlive = false };
        }
    }

    bool IsAlive(Guid? owner) => owner is { } id && database.Workers.TryGetValue(id, out var worker) && worker.IsAlive;
}
