using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Api.Events;

/// <summary>Events as the API shows them: what is stored, and where it stands.</summary>
static class EventJson
{
    public static void Write(Utf8JsonWriter json, StoredEvent stored)
    {
        json.WriteStartObject();
        json.WriteNumber("partition", stored.Partition);
        json.WriteNumber("position", stored.Position);
        json.WriteString("streamId", stored.StreamId);
        json.WriteNumber("streamVersion", stored.StreamVersion);
        json.WriteString("type", stored.Type);
        json.WritePropertyName("data");
        json.WriteRawValue(stored.Data.Span, skipInputValidation: true);
        WriteOrigin(json, stored.Origin);
        json.WriteTime("occurredAt", stored.OccurredAt);
        json.WriteEndObject();
    }

    static void WriteOrigin(Utf8JsonWriter json, EventOrigin origin)
    {
        json.WriteStartObject("metadata");
        json.WriteString("messageId", origin.MessageId);
        if (origin.CausationId is { } causation)
            json.WriteString("causationId", causation);
        json.WriteString("correlationId", origin.CorrelationId);
        json.WriteString("conversationId", origin.ConversationId);
        json.WriteEndObject();
    }
}
