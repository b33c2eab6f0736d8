using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Api.Events;

/// <summary>Events as they are stored, in the version in which they are stored.</summary>
static class EventJson
{
    public static void Write(Utf8JsonWriter json, StoredEvent e)
    {
        json.WriteStartObject();
        json.WriteNumber("partition", e.Partition);
        json.WriteNumber("position", e.Position);
        json.WriteString("streamId", e.StreamId);
        json.WriteNumber("streamVersion", e.StreamVersion);
        json.WriteString("type", e.Type);
        json.WritePropertyName("data");
        json.WriteRawValue(e.Data.Span, skipInputValidation: true);
        json.WritePropertyName("metadata");
        json.WriteRawValue(e.Metadata.Span, skipInputValidation: true);
        json.WriteTime("occurredAt", e.OccurredAt);
        json.WriteEndObject();
    }
}
