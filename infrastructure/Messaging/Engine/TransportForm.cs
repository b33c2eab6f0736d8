using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>An envelope as it travels between processes.</summary>
static class TransportForm
{
    /// <param name="now">When a message without a time of its own is due.</param>
    /// <param name="buffer">Takes the bytes; they are valid until it is reset.</param>
    public static TransportMessage Of(Envelope envelope, DateTimeOffset now, PayloadBuffer buffer) => new(
        envelope.MessageId,
        envelope.Type.Name,
        envelope.Partition,
        envelope.DueAt ?? now,
        WireHeaders.ToJson(WireHeaders.Write(envelope), buffer),
        envelope.Message is null ? envelope.Body : buffer.Write(envelope.Type, envelope.Message))
    {
        Kind = envelope.Kind != WaitKind.Message || envelope.DueAt is null ? envelope.Kind
            : envelope.IsTimeout ? WaitKind.Timeout
            : WaitKind.Deferred,
        OrderKey = (envelope.Message as IKeepOrder)?.PartitionKey,
        ConversationId = envelope.ConversationId,
    };
}
