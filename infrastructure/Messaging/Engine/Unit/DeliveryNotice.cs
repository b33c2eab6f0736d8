using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Tells a saga that waits for a message's effect that there is none.</summary>
static class DeliveryNotice
{
    public static bool IsAwaited(Envelope failed, Topology topology, PartitionMap map) =>
        failed is { OriginatingSagaId: not null, OriginatingSagaType: not null, ReplyTo: not null }
        && topology.SagasByName.TryGetValue(failed.OriginatingSagaType, out var saga)
        && saga.Handles(typeof(DeliveryFailed))
        && map.Knows(failed.ReplyTo.Value);

    public static Envelope Of(
        Envelope failed, Exception cause, MessageTypes types, string endpoint, Guid messageId, DateTimeOffset now) => new()
        {
            MessageId = messageId,
            Type = types.Of(typeof(DeliveryFailed)),
            Message = new DeliveryFailed(failed.MessageId, failed.Type.Name, cause.Message),
            Partition = failed.ReplyTo!.Value,
            Intent = MessageIntent.Reply,
            ConversationId = failed.ConversationId,
            CorrelationId = failed.CorrelationId,
            IsReplay = failed.IsReplay,
            TraceParent = failed.TraceParent,
            TimeSent = now,
            RelatedTo = failed.MessageId,
            InReplyTo = failed.MessageId,
            OriginatingEndpoint = endpoint,
            SagaId = failed.OriginatingSagaId,
            SagaType = failed.OriginatingSagaType,
        };
}
