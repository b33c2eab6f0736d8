using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Api.Analytics;

/// <summary>GET /v1/analytics/summary</summary>
sealed class SummaryEndpoint(IAnalytics analytics, AnalyticsQuery query, CurrencyRegistry currencies)
{
    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/analytics/summary", GetSummary)
        .Describes("getSummary", "What a period comes to", """
            By currency: how many transactions were requested in the period and what has become of them by now.
            successRate is the share of completed ones among those that have ended, in percent. completionTimes tells by
            type within which time so many of them were completed, over all currencies; at most 3.125 % too long.
            underWay is what has not ended yet, whenever it was requested.
            """)
        .TakesPeriod()
        .Reads(AnalyticsQueries.Model)
        .Answers<SummaryBody>(200, "The summary.")
        .Refuses(400, 503);

    async Task GetSummary(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(request, errors, LedgerName.Field, QueryCurrency.Field, "from", "to");
        var ledger = AnalyticsQuery.Ledger(request, errors);
        var currency = query.Currency(request, errors)?.Code.Value;
        var period = query.Period(request, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var ct = context.RequestAborted;
        var summary = new Summary(
            ledger,
            period,
            await analytics.Totals(new(ledger, currency, period.From, period.To), ct),
            await analytics.Times(ledger, period.From, period.To, ct),
            await analytics.UnderWay(ledger, currency, ct));
        await context.Answer(StatusCodes.Status200OK, summary, Write);
    }

    void Write(Utf8JsonWriter json, Summary summary)
    {
        json.WriteStartObject();
        json.WriteString("ledger", summary.Ledger);
        json.WritePeriod(summary.Period);
        json.WriteStartArray("currencies");
        foreach (var totals in summary.Totals.GroupBy(total => total.Currency))
            WriteCurrency(json, totals.Key, [.. totals]);
        json.WriteEndArray();
        json.WriteStartArray("completionTimes");
        foreach (var times in summary.Times)
            WriteTimes(json, times);
        json.WriteEndArray();
        json.WriteStartArray("underWay");
        foreach (var underWay in summary.UnderWay)
            WriteUnderWay(json, underWay);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteCurrency(Utf8JsonWriter json, string code, List<DailyTotal> totals)
    {
        var currency = currencies.Find(new CurrencyCode(code));
        var figures = totals.Aggregate(default(DayFigures), (sum, total) => sum + TrendsEndpoint.FiguresOf(total));
        json.WriteStartObject();
        json.WriteString("currency", code);
        json.WriteNumber("count", figures.Count);
        foreach (var state in Enum.GetValues<TransactionStatus>())
            json.WriteNumber(
                JsonNamingPolicy.CamelCase.ConvertName(state.ToString()),
                totals.Where(total => total.State == state).Sum(total => total.Count));
        json.WriteString("successRate", Ratio.Show(Ratio.Percent(figures.Completed, figures.Final)));
        json.WriteAmount("volume", figures.Volume, currency);
        json.WriteAmount("fees", figures.Fees, currency);
        json.WriteAmountOrNull(
            "averageAmount", Ratio.Average(figures.Volume, figures.Completed, currency), currency);
        json.WriteEndObject();
    }

    static void WriteTimes(Utf8JsonWriter json, CompletionTimes times)
    {
        json.WriteStartObject();
        json.WriteChoice("type", times.Type);
        json.WriteNumber("count", times.Buckets.Sum(bucket => bucket.Value));
        WriteSeconds(json, "p50Seconds", TimeBuckets.Percentile(times.Buckets, 50));
        WriteSeconds(json, "p95Seconds", TimeBuckets.Percentile(times.Buckets, 95));
        WriteSeconds(json, "p99Seconds", TimeBuckets.Percentile(times.Buckets, 99));
        json.WriteEndObject();
    }

    static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } value)
            json.WriteNumber(name, (decimal)value.Ticks / TimeSpan.TicksPerSecond);
        else
            json.WriteNull(name);
    }

    void WriteUnderWay(Utf8JsonWriter json, UnderWay underWay)
    {
        json.WriteStartObject();
        json.WriteString("currency", underWay.Currency);
        json.WriteChoice("state", underWay.State);
        json.WriteNumber("count", underWay.Count);
        json.WriteAmount("volume", underWay.Volume, currencies.Find(new CurrencyCode(underWay.Currency)));
        json.WriteEndObject();
    }

    sealed record Summary(
        string Ledger,
        Period Period,
        IReadOnlyList<DailyTotal> Totals,
        IReadOnlyList<CompletionTimes> Times,
        IReadOnlyList<UnderWay> UnderWay);
}
