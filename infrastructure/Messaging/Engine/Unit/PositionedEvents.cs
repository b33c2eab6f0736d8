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
        Envelope? cause = null;
        EventOrigin? origin = null;
        foreach (var pending in pendingEvents)
        {
            var partition = pending.Cause.Partition;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, partition, out var isStarted);
            if (!isStarted)
                position = owned.LeaseOf(partition).Position;
            if (origin is null || !ReferenceEquals(cause, pending.Cause))
                (cause, origin) = (pending.Cause, OriginOf(pending.Cause));
            events.Add(new CommittedEvent(
                new StoredEvent(
                    partition,
                    ++position,
                    pending.StreamId,
                    pending.Version,
                    pending.Type.Name,
                    buffer.Write(pending.Type, pending.Event),
                    origin,
                    pending.OccurredAt),
                pending.Event));
        }

        return events;
    }

    static EventOrigin OriginOf(Envelope cause) =>
        new(cause.MessageId, cause.RelatedTo, cause.ConversationId, cause.CorrelationId);
}
