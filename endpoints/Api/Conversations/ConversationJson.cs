using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Conversations;

/// <summary>Conversations as the API shows them.</summary>
sealed class ConversationJson(IReplays engine)
{
    public void WriteTrace(Utf8JsonWriter json, (Guid TransactionId, FoundConversations Found) content)
    {
        var (id, (conversations, isCut)) = content;
        json.WriteStartObject();
        json.WriteString("transactionId", id);
        json.WriteBoolean("traced", conversations.Any() && conversations.All(one => one.IsTraced));
        json.WriteBoolean("truncated", isCut);
        json.WriteStartArray("conversations");
        foreach (var conversation in conversations)
        {
            json.WriteStartObject();
            WriteConversation(json, conversation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteWhole(Utf8JsonWriter json, (Conversation Conversation, bool IsCut) content)
    {
        json.WriteStartObject();
        WriteConversation(json, content.Conversation);
        json.WriteBoolean("truncated", content.IsCut);
        json.WriteEndObject();
    }

    void WriteConversation(Utf8JsonWriter json, Conversation conversation)
    {
        json.WriteString("conversationId", conversation.ConversationId);
        json.WriteString("correlationId", ConversationMessages.CorrelationOf(conversation));
        json.WriteString("traceId", ConversationMessages.TraceIdOf(conversation));
        json.WriteBoolean("traced", conversation.IsTraced);
        json.WriteStartArray("messages");
        foreach (var message in ConversationMessages.Of(conversation))
            WriteMessage(json, message);
        json.WriteEndArray();
        json.WriteStartArray("waiting");
        foreach (var waiting in conversation.Waiting)
            WriteWaiting(json, waiting);
        json.WriteEndArray();
        json.WriteStartArray("failed");
        foreach (var failure in conversation.Failures)
            WriteFailure(json, failure);
        json.WriteEndArray();
    }

    void WriteMessage(Utf8JsonWriter json, ConversationMessage message)
    {
        var traced = message.Traced;
        json.WriteStartObject();
        json.WriteString("messageId", message.MessageId);
        json.WriteIdOrNull("causedBy", message.Cause);
        json.WriteNumber("depth", message.Depth);
        json.WriteString("type", traced?.Type);
        json.WriteString("intent", traced?.Intent.ToLowerInvariant());
        json.WriteString("endpoint", engine.EndpointOf(message.Partition));
        json.WriteNumber("partition", message.Partition);
        json.WriteTimeOrNull("sentAt", traced?.Sent);
        json.WriteTimeOrNull("dueAt", traced?.DueAt);
        json.WriteBoolean("timeout", traced?.IsTimeout ?? false);
        json.WriteBoolean("replay", traced?.IsReplay ?? false);
        WriteRaw(json, "body", traced?.Body);
        json.WriteStartArray("deliveries");
        foreach (var delivery in traced?.Deliveries ?? [])
            DeliveryJson.Write(json, delivery);
        json.WriteEndArray();
        json.WriteStartArray("events");
        foreach (var e in message.Events)
            WriteEvent(json, e);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteEvent(Utf8JsonWriter json, StoredEvent e)
    {
        json.WriteStartObject();
        json.WriteString("type", e.Type);
        json.WriteString("streamId", e.StreamId);
        json.WriteNumber("version", e.StreamVersion);
        json.WriteNumber("position", e.Position);
        json.WriteTime("occurredAt", e.OccurredAt);
        json.WritePropertyName("data");
        json.WriteRawValue(e.Data.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    void WriteWaiting(Utf8JsonWriter json, ConversationWait message)
    {
        json.WriteStartObject();
        json.WriteString("messageId", message.MessageId);
        json.WriteString("type", message.Type);
        json.WriteString("endpoint", engine.EndpointOf(message.Partition));
        json.WriteNumber("partition", message.Partition);
        json.WriteChoice("kind", message.Kind);
        json.WriteTimeOrNull("dueAt", message.DueAt);
        json.WriteEndObject();
    }

    void WriteFailure(Utf8JsonWriter json, FailureOfConversation failure)
    {
        json.WriteStartObject();
        json.WriteString("id", failure.Key.ToString());
        json.WriteString("messageId", failure.Key.MessageId);
        json.WriteString("type", failure.Type);
        json.WriteString("endpoint", engine.EndpointOf(failure.Key.Partition));
        json.WriteString("status", failure.Status);
        json.WriteNumber("failures", failure.Failures);
        json.WriteTime("failedAt", failure.FailedAt);
        json.WriteString("exceptionType", failure.ExceptionType);
        json.WriteString("exceptionMessage", failure.ExceptionMessage);
        json.WriteEndObject();
    }

    internal static void WriteRaw(Utf8JsonWriter json, string name, byte[]? value)
    {
        json.WritePropertyName(name);
        if (value is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(value, skipInputValidation: true);
    }
}

/// <summary>How a message was handled, once, and what that did to sagas.</summary>
static class DeliveryJson
{
    public static void Write(Utf8JsonWriter json, TracedDelivery delivery)
    {
        json.WriteStartObject();
        json.WriteTime("startedAt", delivery.Started);
        json.WriteTime("endedAt", delivery.Started + delivery.Took);
        json.WriteNumber("durationMicroseconds", (long)delivery.Took.TotalMicroseconds);
        json.WriteChoice("outcome", delivery.Outcome);
        json.WriteNumber("attempts", delivery.Attempts);
        json.WriteNumber("delayedRetries", delivery.DelayedRetries);
        WriteError(json, delivery);
        json.WriteStartArray("sagas");
        foreach (var saga in delivery.Sagas)
            WriteSaga(json, saga);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteError(Utf8JsonWriter json, TracedDelivery delivery)
    {
        if (delivery.ErrorType is null)
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("type", delivery.ErrorType);
        json.WriteString("message", delivery.ErrorMessage);
        json.WriteEndObject();
    }

    static void WriteSaga(Utf8JsonWriter json, TracedSaga saga)
    {
        json.WriteStartObject();
        json.WriteString("sagaId", saga.SagaId);
        json.WriteString("saga", saga.Saga);
        ConversationJson.WriteRaw(json, "before", saga.Before);
        ConversationJson.WriteRaw(json, "after", saga.After);
        json.WriteStartArray("changed");
        foreach (var member in ConversationMessages.ChangedMembers(saga))
            json.WriteStringValue(member);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
