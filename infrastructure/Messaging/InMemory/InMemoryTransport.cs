using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

sealed class InMemoryTransport(InMemoryDatabase database) : ITransport
{
    public Task<ReceivedBatch> Receive(IReadOnlyCollection<int> partitions, DateTimeOffset now, int limit, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            var mine = database.Queue.Where(entry => partitions.Contains(entry.Value.Partition)).ToList();
            var due = mine
                .Where(entry => entry.Value.DueAt <= now)
                .OrderBy(entry => entry.Value.DueAt)
                .ThenBy(entry => entry.Key)
                .Take(limit)
                .Select(entry => new ReceivedMessage(
                    entry.Value, new Receipt(entry.Value.Partition, entry.Key, entry.Value.DueAt)))
                .ToList();
            var later = mine.Where(entry => entry.Value.DueAt > now).Select(entry => entry.Value.DueAt).ToList();
            return Task.FromResult(new ReceivedBatch(due, later.Count == 0 ? null : later.Min()));
        }
    }

    public Task Send(IReadOnlyList<TransportMessage> messages, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            foreach (var message in messages)
                InMemoryCommit.Enqueue(database, message);
        }

        return Task.CompletedTask;
    }

    public void Wake(IReadOnlyCollection<int> partitions) => database.Wake(partitions);

    public IDisposable OnWake(Action<IReadOnlyCollection<int>> callback)
    {
        database.Woken += callback;
        return new Subscription(() => database.Woken -= callback);
    }

    sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
