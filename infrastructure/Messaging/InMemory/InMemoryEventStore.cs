using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

sealed class InMemoryEventStore(InMemoryDatabase database) : IEventStore
{
    public async Task<CommitOutcome> Append(
        PartitionLease lease, Guid streamId, int expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        await using var units = new InMemoryUnitStore(database, closed: () => { });
        return await units.Commit(AppendedEvents.Of(lease, streamId, expectedVersion, events), ct);
    }

    public IAsyncEnumerable<StoredEvent> ReadStream(Guid streamId, int fromVersion, CancellationToken ct) =>
        Snapshot(() => (database.Streams.GetValueOrDefault(streamId) ?? []).Where(e => e.StreamVersion >= fromVersion));

    public IAsyncEnumerable<StoredEvent> ReadPartition(int partition, long afterPosition, CancellationToken ct) =>
        Snapshot(() => LogOf(partition).Where(e => e.Position > afterPosition));

    public IAsyncEnumerable<StoredEvent> ReadPartition(int partition, DateTimeOffset from, CancellationToken ct) =>
        Snapshot(() => LogOf(partition).Where(e => e.OccurredAt >= from));

    public IAsyncEnumerable<StoredEvent> ReadAll(IReadOnlyDictionary<int, long> afterPositions, CancellationToken ct) =>
        Snapshot(() => database.Log.Keys.Order().SelectMany(
            partition => LogOf(partition).Where(e => e.Position > afterPositions.GetValueOrDefault(partition))));

    public IAsyncEnumerable<StoredEvent> ReadAll(DateTimeOffset from, CancellationToken ct) =>
        Snapshot(() => database.Log.Keys.Order().SelectMany(partition => LogOf(partition).Where(e => e.OccurredAt >= from)));

    List<StoredEvent> LogOf(int partition) => database.Log.GetValueOrDefault(partition) ?? [];

    IAsyncEnumerable<StoredEvent> Snapshot(Func<IEnumerable<StoredEvent>> query)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            return query().ToList().ToAsyncEnumerable();
        }
    }
}
