using System.Text.Json;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Where an event comes from: the message that caused it, and the request and conversation it belongs to.</summary>
static class EventMetadata
{
    static readonly JsonEncodedText MessageId = JsonEncodedText.Encode("messageId");
    static readonly JsonEncodedText CausationId = JsonEncodedText.Encode("causationId");
    static readonly JsonEncodedText ConversationId = JsonEncodedText.Encode("conversationId");
    static readonly JsonEncodedText CorrelationId = JsonEncodedText.Encode("correlationId");

    public static readonly Action<Utf8JsonWriter, Envelope> Write = static (writer, cause) =>
    {
        writer.WriteStartObject();
        writer.WriteString(MessageId, cause.MessageId);
        if (cause.RelatedTo is { } causation)
            writer.WriteString(CausationId, causation);
        writer.WriteString(ConversationId, cause.ConversationId);
        writer.WriteString(CorrelationId, cause.CorrelationId);
        writer.WriteEndObject();
    };
}
