using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Api.Analytics;

/// <summary>GET /v1/analytics/trends</summary>
sealed class TrendsEndpoint(IAnalytics analytics, AnalyticsQuery query)
{
    const int DefaultWindow = 7;
    const int MostWindow = 90;

    static readonly string[] Metrics = ["count", "volume", "fees", "successRate"];

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/analytics/trends", GetTrends)
        .Describes("getTrends", "How a number goes on", """
            Day by day the value of a metric, its average over the days up to then, and its change to the day before and
            to the same day a week before; then all of the period against the one before it, which is as long. Days
            without transactions count as zero. volume and fees are of completed transactions and need a currency;
            successRate is in percent of those that have ended, null where none has, and its changes are in points.
            percent is null where the base is zero. Averages and percentages are rounded half away from zero.
            """)
        .TakesPeriod()
        .TakesQuery("metric", "count, volume, fees or successRate; count, if left out.")
        .TakesQuery("type", "Only transactions of this type.")
        .TakesQuery("window", "Over how many days the average goes: 1 to 90; 7, if left out.")
        .Reads(AnalyticsQueries.Model)
        .Answers<TrendsBody>(200, "The trend.")
        .Refuses(400, 503);

    /// <summary>What a row counts for.</summary>
    public static DayFigures FiguresOf(DailyTotal total) => total.State switch
    {
        TransactionStatus.Completed => new(total.Count, total.Count, total.Count, total.Volume, total.Fees),
        TransactionStatus.Processing or TransactionStatus.Authorized => new(total.Count, 0, 0, 0, 0),
        _ => new(total.Count, 0, total.Count, 0, 0),
    };

    async Task GetTrends(HttpContext context)
    {
        var errors = new FieldErrors();
        if (Read(context.Request, errors) is not { } asked)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var totals = await analytics.Totals(
            new(
                asked.Ledger,
                asked.Currency?.Code.Value,
                Trend.FirstNeeded(asked.Period, asked.Window),
                asked.Period.To),
            context.RequestAborted);
        var days = totals
            .Where(total => asked.Type is null || total.Type == asked.Type)
            .GroupBy(total => total.Day)
            .ToDictionary(
                day => day.Key, day => day.Aggregate(default(DayFigures), (sum, total) => sum + FiguresOf(total)));
        await context.Answer(
            StatusCodes.Status200OK, (asked, new Trend(days, asked.Metric, asked.Window, asked.Scale)), Write);
    }

    Asked? Read(HttpRequest request, FieldErrors errors)
    {
        QueryText.AllowOnly(
            request, errors, LedgerName.Field, QueryCurrency.Field, "from", "to", "metric", "type", "window");
        var metric = AnalyticsQuery.Choice(request, "metric", errors, Metrics);
        var currency = query.Currency(request, errors);
        if (metric is "volume" or "fees" && currency is null && !errors.Concern(QueryCurrency.Field))
            errors.Add(
                QueryCurrency.Field, $"is needed for {metric}: amounts of different currencies are not added up");
        var types = Enum.GetNames<TransactionType>().Select(JsonNamingPolicy.CamelCase.ConvertName);
        var type = request.Query.ContainsKey("type")
            ? AnalyticsQuery.Choice(request, "type", errors, [.. types])
            : null;
        var window = AnalyticsQuery.Number(request, "window", errors, DefaultWindow, MostWindow);
        var ledger = AnalyticsQuery.Ledger(request, errors);
        var period = query.Period(request, errors);
        return errors.Any
            ? null
            : new(
                ledger,
                currency,
                period,
                Enum.Parse<Metric>(metric, ignoreCase: true),
                type is null ? null : Enum.Parse<TransactionType>(type, ignoreCase: true),
                window);
    }

    static void Write(Utf8JsonWriter json, (Asked Asked, Trend Trend) answer)
    {
        var (asked, trend) = answer;
        json.WriteStartObject();
        json.WriteString("ledger", asked.Ledger);
        json.WriteString(QueryCurrency.Field, asked.Currency?.Code.Value);
        json.WriteChoice("metric", asked.Metric);
        json.WriteNumber("window", asked.Window);
        json.WritePeriod(asked.Period);
        json.WriteStartArray("items");
        foreach (var point in trend.Points(asked.Period))
            WritePoint(json, point, asked);
        json.WriteEndArray();
        WriteComparison(json, trend, asked);
        json.WriteEndObject();
    }

    static void WritePoint(Utf8JsonWriter json, TrendPoint point, Asked asked)
    {
        json.WriteStartObject();
        json.WriteDay("date", point.Day);
        json.WriteString("value", asked.Show(point.Value));
        json.WriteString("movingAverage", Asked.Show(point.MovingAverage, asked.Scale));
        WriteChange(json, "changeToDayBefore", point.ToDayBefore, asked);
        WriteChange(json, "changeToWeekBefore", point.ToWeekBefore, asked);
        json.WriteEndObject();
    }

    static void WriteComparison(Utf8JsonWriter json, Trend trend, Asked asked)
    {
        var (value, before) = (trend.Total(asked.Period), trend.Total(asked.Period.Before));
        json.WriteStartObject("period");
        json.WriteString("value", asked.Show(value));
        json.WriteStartObject("before");
        json.WritePeriod(asked.Period.Before);
        json.WriteString("value", asked.Show(before));
        json.WriteEndObject();
        WriteChange(json, "change", Change.Of(value, before), asked);
        json.WriteEndObject();
    }

    static void WriteChange(Utf8JsonWriter json, string name, Change change, Asked asked)
    {
        json.WriteStartObject(name);
        json.WriteString("absolute", asked.Show(change.Absolute));
        json.WriteString("percent", Ratio.Show(change.Percent));
        json.WriteEndObject();
    }

    sealed record Asked(
        string Ledger, Currency? Currency, Period Period, Metric Metric, TransactionType? Type, int Window)
    {
        const int RateScale = 2;

        /// <summary>Of averages: an amount has its currency's, and a number of transactions two decimals.</summary>
        public int Scale => Metric is Metric.Volume or Metric.Fees ? Currency!.Scale : RateScale;

        /// <summary>With the decimals that such a value has.</summary>
        public string? Show(decimal? value) => Show(value, Metric is Metric.Count ? 0 : Scale);

        public static string? Show(decimal? value, int scale) =>
            value?.ToString($"F{scale}", CultureInfo.InvariantCulture);
    }
}
