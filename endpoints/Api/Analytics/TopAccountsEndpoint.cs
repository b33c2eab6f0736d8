using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Api.Analytics;

/// <summary>GET /v1/analytics/top-accounts</summary>
sealed class TopAccountsEndpoint(IAnalytics analytics, AnalyticsQuery query)
{
    const int DefaultLimit = 10;

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/analytics/top-accounts", GetTop)
        .Describes("getTopAccounts", "Accounts that move most", """
            The accounts that moved most in a day or month, in and out together, by the volume or the number of their
            completed transactions; of one currency, as volumes of several cannot be compared. Days are of UTC, and of
            the request of each transaction. Accounts that stand for the world outside are among them: see kind.
            """)
        .TakesQuery(LedgerName.Field, "The ledger; main, if left out.")
        .TakesQuery(QueryCurrency.Field, "The currency. Required.")
        .TakesQuery("by", "volume or count; volume, if left out.")
        .TakesQuery("period", "day or month; day, if left out.")
        .TakesQuery("date", "The day, or any day of the month; today, if left out.", "date")
        .TakesQuery("limit", "At most so many accounts: 1 to 200; 10, if left out.")
        .Reads(AnalyticsQueries.Model)
        .Answers<TopAccountsBody>(200, "The accounts, the first first.")
        .Refuses(400, 503);

    async Task GetTop(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(request, errors, LedgerName.Field, QueryCurrency.Field, "by", "period", "date", "limit");
        var ledger = AnalyticsQuery.Ledger(request, errors);
        var currency = query.Currency(request, errors);
        if (currency is null && !errors.Concern(QueryCurrency.Field))
            errors.Add(QueryCurrency.Field, "is required: volumes of different currencies cannot be compared");
        var rankBy = AnalyticsQuery.Choice(request, "by", errors, "volume", "count");
        var span = AnalyticsQuery.Choice(request, "period", errors, "day", "month");
        var day = QueryMoment.FindDate(request, "date", errors) ?? query.Today();
        var limit = AnalyticsQuery.Number(request, "limit", errors, DefaultLimit, AnalyticsQueries.MostRanked);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var from = span == "day" ? day : new(day.Year, day.Month, 1);
        var period = new Period(from, span == "day" ? day : from.AddMonths(1).AddDays(-1));
        var top = await analytics.Top(
            new(ledger, currency!.Code.Value, span, from, rankBy, limit), context.RequestAborted);
        await context.Answer(StatusCodes.Status200OK, (ledger, currency, rankBy, period, top), Write);
    }

    static void Write(
        Utf8JsonWriter json,
        (string Ledger, Currency Currency, string RankBy, Period Period, IReadOnlyList<RankedAccount> Top) answer)
    {
        json.WriteStartObject();
        json.WriteString("ledger", answer.Ledger);
        json.WriteString(QueryCurrency.Field, answer.Currency.Code.Value);
        json.WriteString("by", answer.RankBy);
        json.WritePeriod(answer.Period);
        json.WriteStartArray("items");
        foreach (var account in answer.Top)
        {
            json.WriteStartObject();
            json.WriteString("accountId", account.AccountId);
            json.WriteString("ownerId", account.OwnerId);
            json.WriteString("kind", account.Kind);
            json.WriteNumber("count", account.Count);
            json.WriteAmount("volume", account.Volume, answer.Currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
