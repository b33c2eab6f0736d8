using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Api.Analytics;

/// <summary>GET /v1/analytics/daily</summary>
sealed class DailyEndpoint(IAnalytics analytics, AnalyticsQuery query, CurrencyRegistry currencies)
{
    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/analytics/daily", GetDaily)
        .Describes("getDailyTotals", "Transactions by day", """
            For each day (UTC, of the request), currency and type: how many transactions, how many of them completed and
            failed, the volume and fees of those that completed, and the same by state. The oldest day first; days
            without any are left out. A transaction that completes days later is then completed on the day of its
            request. Currencies are never added up. Fees of refunds are what was given back, below zero.
            """)
        .TakesPeriod()
        .Reads(AnalyticsQueries.Model)
        .Answers<DailyTotalsBody>(200, "The totals.")
        .Refuses(400, 503);

    async Task GetDaily(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(request, errors, LedgerName.Field, QueryCurrency.Field, "from", "to");
        var ledger = AnalyticsQuery.Ledger(request, errors);
        var currency = query.Currency(request, errors);
        var period = query.Period(request, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var totals = await analytics.Totals(
            new(ledger, currency?.Code.Value, period.From, period.To), context.RequestAborted);
        await context.Answer(StatusCodes.Status200OK, (ledger, period, totals), Write);
    }

    void Write(Utf8JsonWriter json, (string Ledger, Period Period, IReadOnlyList<DailyTotal> Totals) answer)
    {
        json.WriteStartObject();
        json.WriteString("ledger", answer.Ledger);
        json.WritePeriod(answer.Period);
        json.WriteStartArray("items");
        foreach (var group in answer.Totals.GroupBy(total => (total.Day, total.Currency, total.Type)))
            WriteItem(json, group.Key, [.. group]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteItem(
        Utf8JsonWriter json, (DateOnly Day, string Currency, TransactionType Type) key, List<DailyTotal> states)
    {
        var currency = currencies.Find(new CurrencyCode(key.Currency));
        var completed = states.Find(total => total.State is TransactionStatus.Completed);
        json.WriteStartObject();
        json.WriteDay("date", key.Day);
        json.WriteString("currency", key.Currency);
        json.WriteChoice("type", key.Type);
        json.WriteNumber("count", states.Sum(total => total.Count));
        json.WriteNumber("completed", completed?.Count ?? 0);
        json.WriteNumber("failed", states.Find(total => total.State is TransactionStatus.Failed)?.Count ?? 0);
        json.WriteAmount("volume", completed?.Volume ?? 0, currency);
        json.WriteAmount("fees", completed?.Fees ?? 0, currency);
        json.WriteStartArray("states");
        foreach (var total in states)
        {
            json.WriteStartObject();
            json.WriteChoice("state", total.State);
            json.WriteNumber("count", total.Count);
            json.WriteAmount("volume", total.Volume, currency);
            json.WriteAmount("fees", total.Fees, currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

static class AnalyticsForm
{
    public static RouteDescription TakesPeriod(this RouteDescription route) => route
        .TakesQuery(LedgerName.Field, "The ledger; main, if left out.")
        .TakesQuery(QueryCurrency.Field, "Only this currency.")
        .TakesQuery("from", "The first day; 30 days up to the last, if left out.", "date")
        .TakesQuery("to", "The last day; today, if left out. 366 days at most.", "date");

    public static void WriteDay(this Utf8JsonWriter json, string name, DateOnly day) =>
        json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static void WritePeriod(this Utf8JsonWriter json, Period period)
    {
        json.WriteDay("from", period.From);
        json.WriteDay("to", period.To);
    }
}
