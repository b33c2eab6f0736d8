using System.Text.Json;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Projections;

/// <summary>From the rows of the log to what read models take in.</summary>
sealed class EventReading(MessageTypes types)
{
    /// <exception cref="UnknownEventException">No contract of this version has that name.</exception>
    public CommittedEvent Read(StoredEvent stored)
    {
        if (!types.TryFind(stored.Type, out var type))
            throw new UnknownEventException(stored);
        var (messageId, correlationId) = Cause(stored.Metadata.Span);
        return new CommittedEvent(stored, (IEvent)type.Read(stored.Data.Span), messageId, correlationId);
    }

    static (Guid MessageId, string CorrelationId) Cause(ReadOnlySpan<byte> metadata)
    {
        var json = new Utf8JsonReader(metadata);
        var messageId = Guid.Empty;
        var correlationId = "";
        while (json.Read())
        {
            if (json.TokenType is not JsonTokenType.PropertyName || json.CurrentDepth != 1)
                continue;
            if (json.ValueTextEquals("messageId"u8))
            {
                json.Read();
                messageId = json.GetGuid();
            }
            else if (json.ValueTextEquals("correlationId"u8))
            {
                json.Read();
                correlationId = json.GetString() ?? "";
            }
        }

        return (messageId, correlationId);
    }
}
