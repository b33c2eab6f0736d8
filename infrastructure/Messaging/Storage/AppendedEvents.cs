using System.Security.Cryptography;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Messaging.Storage;

/// <summary>An append outside a unit of work is a unit with nothing but events.</summary>
public static class AppendedEvents
{
    public static UnitChanges Of(PartitionLease lease, Guid streamId, int expectedVersion, IReadOnlyList<NewEvent> events) => new()
    {
        UnitId = new Guid(RandomNumberGenerator.GetBytes(16)),
        Leases = [lease],
        Events =
        [
            .. events.Select((e, index) => new CommittedEvent(
                new StoredEvent(
                    lease.Partition,
                    lease.Position + index + 1,
                    streamId,
                    expectedVersion + index + 1,
                    e.Type,
                    e.Data,
                    e.Origin,
                    e.OccurredAt),
                e.OnceKey is { } key ? new RawOnceEvent(key) : RawEvent.Instance)),
        ],
    };

    sealed record RawEvent : IEvent
    {
        public static RawEvent Instance { get; } = new();
    }

    sealed record RawOnceEvent(Guid OnceKey) : IHappenOnce;
}
