using System.Runtime.InteropServices;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Gives a unit's events their bytes and their positions: dense per partition, from where its lease says it stands.</summary>
static class PositionedEvents
{
    public static List<CommittedEvent> Of(IReadOnlyList<PendingEvent> pendingEvents, OwnedPartitions owned, PayloadBuffer buffer)
    {
        var positions = new Dictionary<int, long>();
        var events = new List<CommittedEvent>(pendingEvents.Count);
        foreach (var pending in pendingEvents)
        {
            var partition = pending.Cause.Partition;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, partition, out var isStarted);
            if (!isStarted)
                position = owned.LeaseOf(partition).Position;
            events.Add(new CommittedEvent(
                new StoredEvent(
                    partition,
                    ++position,
                    pending.StreamId,
                    pending.Version,
                    pending.Type.Name,
                    buffer.Write(pending.Type, pending.Event),
                    buffer.Write(pending.Cause, EventMetadata.Write),
                    pending.OccurredAt),
                pending.Event,
                pending.Cause.MessageId,
                pending.Cause.CorrelationId));
        }

        return events;
    }
}
