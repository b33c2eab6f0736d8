using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>Retries as the API shows them.</summary>
static class RetryJson
{
    public static void Write(Utf8JsonWriter json, RetryOperation retry)
    {
        json.WriteStartObject();
        json.WriteString("retryId", retry.OperationId);
        json.WriteString("status", retry.Status);
        json.WriteString("note", retry.Note);
        json.WritePropertyName("selection");
        json.WriteRawValue(retry.Selection, skipInputValidation: true);
        json.WriteString("reason", retry.Reason);
        json.WriteStartArray("ramp");
        foreach (var count in retry.Ramp)
            json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteNumber("stage", retry.Stage + 1);
        json.WriteNumber("ratePerSecond", retry.RatePerSecond);
        json.WriteNumber("stopAtShare", retry.StopAtShare);
        json.WriteNumber("total", retry.Total);
        WriteCounts(json, retry.Counts);
        WriteShare(json, retry.Counts.FailureShare);
        json.WriteString("outcome", OutcomeOf(retry));
        json.WriteTime("createdAt", retry.CreatedAt);
        json.WriteString("createdBy", retry.CreatedBy);
        json.WriteTime("changedAt", retry.ChangedAt);
        json.WriteString("changedBy", retry.ChangedBy);
        json.WriteEndObject();
    }

    public static void WriteItem(Utf8JsonWriter json, RetryItem item)
    {
        json.WriteStartObject();
        json.WriteNumber("ordinal", item.Ordinal);
        json.WriteString("id", item.Key.ToString());
        json.WriteString("messageId", item.Key.MessageId);
        json.WriteNumber("partition", item.Key.Partition);
        json.WriteString("type", item.Type);
        json.WriteString("source", item.Source);
        json.WriteString("state", item.State == "already_done" ? "alreadyDone" : item.State);
        json.WriteTimeOrNull("sentAt", item.SentAt);
        json.WriteTimeOrNull("endedAt", item.EndedAt);
        json.WriteEndObject();
    }

    /// <summary>What came of the one message of a retry that has no other.</summary>
    static string? OutcomeOf(RetryOperation retry) => retry is not { Total: 1 } ? null : retry.Counts switch
    {
        { Done: 1 } => "done",
        { AlreadyDone: 1 } => "alreadyDone",
        { Failed: 1 } => "failed",
        { Skipped: 1 } => "skipped",
        _ => null,
    };

    static void WriteCounts(Utf8JsonWriter json, RetryCounts counts)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("waiting", counts.Waiting);
        json.WriteNumber("sent", counts.Sent);
        json.WriteNumber("done", counts.Done);
        json.WriteNumber("alreadyDone", counts.AlreadyDone);
        json.WriteNumber("failed", counts.Failed);
        json.WriteNumber("skipped", counts.Skipped);
        json.WriteEndObject();
    }

    static void WriteShare(Utf8JsonWriter json, decimal? share)
    {
        if (share is { } value)
            json.WriteNumber("failureShare", decimal.Round(value, 4));
        else
            json.WriteNull("failureShare");
    }
}
