using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Failed messages as the API shows them.</summary>
static class FailureJson
{
    const int ShownInList = 500;

    public static void Write(Utf8JsonWriter json, FailureRow row, CurrencyRegistry currencies)
    {
        json.WriteStartObject();
        WriteMembers(json, row, Shortened(row.ExceptionMessage), currencies);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, FailureDetail detail, CurrencyRegistry currencies)
    {
        json.WriteStartObject();
        WriteMembers(json, detail.Row, detail.Row.ExceptionMessage, currencies);
        json.WriteString("exception", detail.Exception);
        WriteRaw(json, "headers", detail.Headers);
        WriteBody(json, "body", "isBase64", detail.Body);
        json.WriteStartArray("edits");
        foreach (var edit in detail.Edits)
            WriteEdit(json, edit);
        json.WriteEndArray();
        WriteBlockedKey(json, detail.Blocked);
        json.WriteEndObject();
    }

    /// <summary>JSON as it is, and as base64 what is none; a flag beside it tells which.</summary>
    public static void WriteBody(Utf8JsonWriter json, string name, string flag, ReadOnlySpan<byte> body)
    {
        var isJson = IsJson(body);
        json.WritePropertyName(name);
        if (isJson)
            json.WriteRawValue(body, skipInputValidation: true);
        else
            json.WriteBase64StringValue(body);
        json.WriteBoolean(flag, !isJson);
    }

    public static string Shortened(string text) =>
        text.Length <= ShownInList ? text : $"{text.AsSpan(0, ShownInList - 1)}…";

    static void WriteMembers(Utf8JsonWriter json, FailureRow row, string message, CurrencyRegistry currencies)
    {
        json.WriteString("id", row.Key.ToString());
        json.WriteString("messageId", row.Key.MessageId);
        json.WriteNumber("partition", row.Key.Partition);
        json.WriteString("endpoint", row.Endpoint);
        json.WriteString("type", row.Type);
        json.WriteString("status", row.Status);
        json.WriteString("outcome", row.Outcome);
        json.WriteIdOrNull("groupId", row.GroupId);
        json.WriteString("exceptionType", row.ExceptionType);
        json.WriteString("exceptionMessage", message);
        json.WriteNumber("attempts", row.Attempts);
        json.WriteNumber("failures", row.Failures);
        json.WriteTime("firstFailedAt", row.FirstFailedAt);
        json.WriteTime("failedAt", row.FailedAt);
        json.WriteIdOrNull("conversationId", row.ConversationId);
        json.WriteString("correlationId", row.CorrelationId);
        json.WriteIdOrNull("transactionId", row.TransactionId);
        json.WriteStartArray("accountIds");
        foreach (var id in row.AccountIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteAmountOrNull("amount", row.Amount, CurrencyOf(row.Currency, currencies));
        json.WriteString("currency", row.Currency);
        json.WriteIdOrNull("operationId", row.OperationId);
        json.WriteTimeOrNull("changedAt", row.ChangedAt);
        json.WriteString("changedBy", row.ChangedBy);
        json.WriteString("reason", row.Reason);
    }

    static void WriteEdit(Utf8JsonWriter json, MessageEdit edit)
    {
        json.WriteStartObject();
        json.WriteTime("at", edit.At);
        json.WriteString("by", edit.By);
        json.WriteString("reason", edit.Reason);
        WriteRaw(json, "headersBefore", edit.HeadersBefore);
        WriteBody(json, "bodyBefore", "isBodyBeforeBase64", edit.BodyBefore);
        WriteRaw(json, "headersAfter", edit.HeadersAfter);
        WriteBody(json, "bodyAfter", "isBodyAfterBase64", edit.BodyAfter);
        json.WriteEndObject();
    }

    static void WriteBlockedKey(Utf8JsonWriter json, BlockedBehind? blocked)
    {
        if (blocked is null)
        {
            json.WriteNull("blockedKey");
            return;
        }

        json.WriteStartObject("blockedKey");
        json.WriteString("key", blocked.Key);
        json.WriteNumber("parked", blocked.Parked);
        json.WriteEndObject();
    }

    static void WriteRaw(Utf8JsonWriter json, string name, string raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw, skipInputValidation: true);
    }

    static Currency? CurrencyOf(string? code, CurrencyRegistry currencies) =>
        code is not null && currencies.TryFind(code, out var currency) ? currency : null;

    static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return System.Text.Unicode.Utf8.IsValid(body) && JsonDocument.TryParseValue(ref reader, out var document)
                && IsAll(document, ref reader);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether nothing comes after the value.</summary>
    static bool IsAll(JsonDocument document, ref Utf8JsonReader reader)
    {
        document.Dispose();
        return !reader.Read();
    }
}
