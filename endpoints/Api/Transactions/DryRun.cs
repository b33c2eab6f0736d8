using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Transactions;

/// <summary>A request that is only tried: <c>?dryRun=true</c>.</summary>
static class DryRun
{
    public const string Field = "dryRun";

    public static RouteDescription TakesDryRun(this RouteDescription route) => route.TakesQuery(
        Field, "true: store nothing, and answer 200 with what would come of it, or the problem that there would be.");

    /// <summary>Whether it is asked for; null when that cannot be told: then it has been answered.</summary>
    public static async ValueTask<bool?> IsAskedOrRefuse(HttpContext context)
    {
        // A misspelt one passed over would do for real what was only to be tried.
        if (context.Request.Query.Keys.FirstOrDefault(name => !name.Equals(Field, StringComparison.OrdinalIgnoreCase))
            is { } unknown)
        {
            await context.Answer(Problem.Invalid(
                Fields.Shown(unknown), $"is not a parameter of this call; there is {Field}"));
            return null;
        }

        var isAsked = QueryFlag.Find(context.Request, Field);
        if (isAsked is null)
            await context.Answer(Problem.Invalid(Field, "must be true or false, and given once"));
        return isAsked;
    }
}

/// <summary>What would come of a movement: the answer, and the balances that it would leave.</summary>
sealed record DryRunAnswer(TransactionAnswer Answer, IReadOnlyList<RehearsedBalance> Balances)
{
    /// <summary>Where there is nothing wrong, the dry run itself is what has succeeded.</summary>
    public int Status => Answer.Problem?.Status ?? StatusCodes.Status200OK;
}

/// <summary>Writes what would come of movements.</summary>
sealed class DryRunJson(CurrencyRegistry currencies, TransactionAnswers answers)
{
    public Task Give(HttpContext context, DryRunAnswer answer)
    {
        context.MarkReplay(answer.Answer.IsReplay);
        return answer.Answer.Problem is { } problem
            ? context.Answer(problem)
            : context.Answer(answer.Status, (answer, context.TraceId()), Write);
    }

    /// <summary>The members of an answer without its frame.</summary>
    public void WriteMembers(Utf8JsonWriter json, DryRunAnswer answer, string traceId)
    {
        answers.Write(json, answer.Answer, traceId);
        if (answer.Answer.Problem is not null)
            return;
        var currency = currencies.Find(answer.Answer.Transaction?.Amount.Currency);
        json.WriteStartArray("balances");
        foreach (var (accountId, balance, held) in answer.Balances)
        {
            json.WriteStartObject();
            json.WriteString("accountId", accountId);
            json.WriteAmount("balance", balance, currency);
            json.WriteAmount("held", held, currency);
            json.WriteAmount("available", balance - held, currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void Write(Utf8JsonWriter json, (DryRunAnswer Answer, string TraceId) content)
    {
        json.WriteStartObject();
        json.WriteBoolean(DryRun.Field, true);
        WriteMembers(json, content.Answer, content.TraceId);
        json.WriteEndObject();
    }
}
