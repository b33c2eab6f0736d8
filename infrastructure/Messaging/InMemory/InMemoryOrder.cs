using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

/// <summary>The order of keys, as the database keeps it. The caller holds the gate.</summary>
static class InMemoryOrder
{
    /// <returns>What is wrong: a key that messages are to be parked behind is free by now.</returns>
    public static string? FindFreeKey(InMemoryDatabase database, OrderChanges changes)
    {
        foreach (var (partition, key, _) in changes.ParkedBehind)
        {
            var isBlocked = database.Blocked.ContainsKey((partition, key))
                || changes.Blocked.Any(blocked => blocked.Partition == partition && blocked.Key == key);
            if (!isBlocked)
                return $"Key {key} is free by now.";
        }

        return null;
    }

    public static void Block(InMemoryDatabase database, OrderChanges changes)
    {
        foreach (var (partition, key, message) in changes.Blocked)
            database.Blocked.TryAdd((partition, key), message);
    }

    public static void Release(InMemoryDatabase database, OrderChanges changes)
    {
        foreach (var (partition, key) in changes.Released)
            Release(database, partition, key);
    }

    static void Release(InMemoryDatabase database, int partition, Guid key)
    {
        foreach (var (sequence, message) in database.Queue)
        {
            if (message.Kind != WaitKind.Parked || message.Partition != partition || message.OrderKey != key)
                continue;
            database.Queue[sequence] = message with { Kind = WaitKind.Message, DueAt = DateTimeOffset.MinValue };
            database.Blocked[(partition, key)] = message.MessageId;
            return;
        }

        database.Blocked.Remove((partition, key));
    }
}
