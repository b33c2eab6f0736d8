using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Messages that wait as the API shows them.</summary>
sealed class WaitingJson(IReplays replays)
{
    public void Write(Utf8JsonWriter json, WaitingMessage waiting)
    {
        var message = waiting.Message;
        var headers = HeadersOf(message);
        json.WriteStartObject();
        json.WriteNumber("id", waiting.Sequence);
        json.WriteString("messageId", message.MessageId);
        json.WriteChoice("kind", message.Kind);
        json.WriteString("type", message.Type);
        json.WriteString("endpoint", waiting.Endpoint);
        json.WriteNumber("partition", message.Partition);
        json.WriteTimeOrNull("dueAt", waiting.DueAt);
        json.WriteIdOrNull("orderKey", message.OrderKey);
        WriteSaga(json, headers);
        json.WriteString("conversationId", headers.GetValueOrDefault(Headers.ConversationId));
        json.WriteString("correlationId", headers.GetValueOrDefault("BillingEngine.CorrelationId"));
        WriteConcern(json, message);
        json.WriteNumber("attempts", Number(headers, "BillingEngine.Attempts"));
        json.WriteNumber("delayedRetries", Number(headers, Headers.DelayedRetries));
        json.WriteString("lastFailure", headers.GetValueOrDefault("BillingEngine.LastFailure"));
        json.WritePropertyName("body");
        WriteBody(json, message);
        json.WriteEndObject();
    }

    /// <summary>The saga that it is for; else the one that has sent it.</summary>
    static void WriteSaga(Utf8JsonWriter json, Dictionary<string, string> headers)
    {
        var isFor = headers.ContainsKey(Headers.SagaId);
        var id = headers.GetValueOrDefault(isFor ? Headers.SagaId : Headers.OriginatingSagaId);
        json.WritePropertyName("saga");
        if (id is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", headers.GetValueOrDefault(isFor ? Headers.SagaType : Headers.OriginatingSagaType));
        json.WriteString("role", isFor ? "receiver" : "sender");
        json.WriteEndObject();
    }

    void WriteConcern(Utf8JsonWriter json, TransportMessage message)
    {
        var concern = ConcernOf(message);
        json.WriteIdOrNull("transactionId", concern?.TransactionId);
        json.WriteStartArray("accountIds");
        foreach (var account in concern?.AccountIds ?? [])
            json.WriteStringValue(account);
        json.WriteEndArray();
    }

    /// <summary>Contracts check their values themselves, in any way they like: a body may be of any bytes.</summary>
    MoneyConcern? ConcernOf(TransportMessage message)
    {
        try
        {
            return replays.Contracts.TryFind(message.Type, out var type)
                ? (type.Read(message.Body.Span) as IConcernMoney)?.Concern
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    static void WriteBody(Utf8JsonWriter json, TransportMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Body);
            document.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteNullValue();
        }
    }

    static Dictionary<string, string> HeadersOf(TransportMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers.Span) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static int Number(Dictionary<string, string> headers, string name) =>
        int.TryParse(headers.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
