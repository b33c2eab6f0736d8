using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}/balance/history</summary>
sealed class BalanceHistoryEndpoint(
    IQueries queries, IAccountDays days, CurrencyRegistry currencies, TimeProvider clock)
{
    const string Changes = "balance-changes";
    const string DayList = "balance-days";

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/balance/history", GetHistory)
        .Describes("getBalanceHistory", "How the balance changed", """
            By change: the balance after each entry. By day (UTC): opening, closing, lowest and highest balance, what
            left and what came, of each day on which the balance changed; with fill, also of those on which it did not.
            Newest first. A day is there a moment after its entries.
            """)
        .TakesQuery("by", "change or day; left out: change.")
        .TakesQuery("from", "Only what is from then on: a time or a date (its start, UTC); by day: a date.")
        .TakesQuery("to", "Only what is before then: as from.")
        .TakesQuery("fill", "By day: true has days without a change too.")
        .TakesPage()
        .Reads("account_days")
        .Answers<BalanceHistoryBody>(200, "A page of changes, or of days.")
        .Refuses(400, 404, 503);

    public async Task GetHistory(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(
            request, errors, "by", "from", "to", "fill", PageRequest.LimitField, PageRequest.CursorField);
        var by = QueryText.Find(request, "by", errors) ?? "change";
        if (by is not ("change" or "day"))
            errors.Add("by", "must be change or day");
        if (QueryFlag.Find(request, "fill") is not { } isFilled)
            errors.Add("fill", "must be true or false");
        else if (isFilled && by != "day")
            errors.Add("fill", "is for by=day only");
        else
        {
            await (by == "day" ? AnswerDays(context, isFilled, errors) : AnswerChanges(context, errors));
            return;
        }

        await context.Answer(Problem.Invalid(errors));
    }

    async Task AnswerChanges(HttpContext context, FieldErrors errors)
    {
        var from = QueryMoment.Find(context.Request, "from", errors);
        var to = QueryMoment.Find(context.Request, "to", errors);
        var page = PageRequest.FromQuery<int>(context.Request, Changes, errors);
        if (await Account(context, to, errors) is not { } account)
            return;
        var query = new EntryQuery(account.AccountId, from, to, Before: page.After, page.Limit + 1);
        var found = await queries.FindEntries(query, context.RequestAborted);
        var currency = currencies.Find(account.Currency);
        await context.AnswerPage(
            page, found, Changes, entry => entry.Position, (json, entry) => WriteChange(json, entry, currency));
    }

    async Task AnswerDays(HttpContext context, bool isFilled, FieldErrors errors)
    {
        var from = QueryMoment.FindDate(context.Request, "from", errors);
        var to = QueryMoment.FindDate(context.Request, "to", errors);
        var page = PageRequest.FromQuery<DateOnly>(context.Request, DayList, errors);
        if (await Account(context, to?.Start, errors) is not { } account)
            return;
        var created = account.CreatedAt.UtcDay;
        var end = Least(Least(to, page.After), clock.GetUtcNow().UtcDay.AddDays(1));
        var query = new DayQuery(
            account.AccountId, from > created ? from.Value : created, end.AddDays(-1), isFilled, page.Limit + 1);
        var found = query.Last < query.First ? [] : await days.Find(query, context.RequestAborted);
        var currency = currencies.Find(account.Currency);
        await context.AnswerPage(page, found, DayList, day => day.Day, (json, day) => WriteDay(json, day, currency));
    }

    /// <summary>Null when there is nothing to tell: then it has been answered.</summary>
    async Task<AccountSnapshot?> Account(HttpContext context, DateTimeOffset? to, FieldErrors errors)
    {
        if (!errors.Any)
            return await context.AccountOrRefuse(queries, to);
        await context.Answer(Problem.Invalid(errors));
        return null;
    }

    static DateOnly Least(DateOnly? one, DateOnly other) => one < other ? one.Value : other;

    static DateOnly? Least(DateOnly? one, DateOnly? other) => other is { } day ? Least(one, day) : one;

    static void WriteChange(Utf8JsonWriter json, LedgerEntry entry, Currency? currency)
    {
        json.WriteStartObject();
        json.WriteNumber("position", entry.Position);
        json.WriteTime("at", entry.At);
        json.WriteAmount("balance", entry.BalanceAfter, currency);
        json.WriteAmount("amount", entry.Amount, currency);
        json.WriteString("transactionId", entry.TransactionId);
        json.WriteEndObject();
    }

    static void WriteDay(Utf8JsonWriter json, AccountDay day, Currency? currency)
    {
        json.WriteStartObject();
        json.WriteString("day", day.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteAmount("opening", day.Opening, currency);
        json.WriteAmount("closing", day.Closing, currency);
        json.WriteAmount("low", day.Low, currency);
        json.WriteAmount("high", day.High, currency);
        json.WriteAmount("debits", day.Debits, currency);
        json.WriteAmount("credits", day.Credits, currency);
        json.WriteNumber("entries", day.Entries);
        json.WriteEndObject();
    }
}
