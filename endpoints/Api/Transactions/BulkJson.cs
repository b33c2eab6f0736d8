using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;

namespace BillingEngine.Api.Transactions;

/// <summary>Writes what came of many movements, or would come of them, in their order.</summary>
sealed class BulkJson(CurrencyRegistry currencies)
{
    readonly TransactionAnswers _answers = new(currencies);
    readonly DryRunJson _dryRuns = new(currencies, new(currencies));

    public Task Give(HttpContext context, IReadOnlyList<TransactionAnswer> answers) =>
        context.Answer(StatusCodes.Status200OK, (answers, context.TraceId()), Write);

    public Task Give(HttpContext context, IReadOnlyList<DryRunAnswer> answers) =>
        context.Answer(StatusCodes.Status200OK, (answers, context.TraceId()), WriteDryRun);

    void Write(Utf8JsonWriter json, (IReadOnlyList<TransactionAnswer> Answers, string TraceId) content)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var answer in content.Answers)
        {
            json.WriteStartObject();
            json.WriteNumber("status", answer.Status);
            _answers.Write(json, answer, content.TraceId);
            WriteReplay(json, answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteDryRun(Utf8JsonWriter json, (IReadOnlyList<DryRunAnswer> Answers, string TraceId) content)
    {
        json.WriteStartObject();
        json.WriteBoolean(DryRun.Field, true);
        json.WriteStartArray("items");
        foreach (var answer in content.Answers)
        {
            json.WriteStartObject();
            json.WriteNumber("status", answer.Status);
            _dryRuns.WriteMembers(json, answer, content.TraceId);
            WriteReplay(json, answer.Answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteReplay(Utf8JsonWriter json, TransactionAnswer answer)
    {
        if (answer.IsReplay)
            json.WriteBoolean("replayed", true);
    }
}
