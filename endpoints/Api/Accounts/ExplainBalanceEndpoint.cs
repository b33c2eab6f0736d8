using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}/balance/explain</summary>
sealed class ExplainBalanceEndpoint(
    IQueries queries, IAccountHistory history, IAccountLists lists, CurrencyRegistry currencies, TimeProvider time)
{
    const string List = "explanation";

    readonly ExplanationJson _json = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/balance/explain", Explain)
        .Describes("explainBalance", "A balance, explained", """
            How the balance at one time became the balance at another: the opening balance, each entry that came after
            it, oldest first, and the closing balance. The opening balance and the amounts of all entries, over all
            pages, sum to the closing balance. What is recorded after the first page was asked for is left out of the
            following ones.
            """)
        .TakesQuery("from", "The balance at this time is the opening one; else it begins with nothing.", "date-time")
        .TakesQuery("to", "The balance at this time is the closing one; else as it stands.", "date-time")
        .TakesPage()
        .Answers<ExplanationBody>(200, "The explanation, or a page of it.")
        .Refuses(400, 404, 503);

    public async Task Explain(HttpContext context)
    {
        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        QueryText.AllowOnly(
            context.Request, errors, "from", "to", PageRequest.LimitField, PageRequest.CursorField);
        var from = Moment.PastTime(context.Request, "from", now, errors);
        var to = Moment.PastTime(context.Request, "to", now, errors);
        if (to < from)
            errors.Add("to", "must not be before from");
        var page = PageRequest.FromQuery<ExplanationPosition>(context.Request, List, errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (await context.AccountOrRefuse(queries) is { } account)
            await Answer(context, account, from, to, now, page);
    }

    async Task Answer(
        HttpContext context,
        AccountSnapshot account,
        DateTimeOffset? from,
        DateTimeOffset? to,
        DateTimeOffset now,
        PageRequest<ExplanationPosition> page)
    {
        var (id, ct) = (account.AccountId, context.RequestAborted);
        var first = from is { } start ? await history.VersionAt(id, start, ct) : 0;
        var last = page.After?.Last ?? (to is { } end ? await history.VersionAt(id, end, ct) : account.Version);
        var opening = first > 0 ? await history.Find(id, first, ct) : null;
        var closing = await history.Find(id, last, ct);
        if (closing is null || (from is not null && opening is null))
        {
            await context.Answer(Problem.AccountNotYetCreated(id, account.CreatedAt));
            return;
        }

        var until = page.After?.To ?? to ?? now;
        var span = new EntrySpan(id, page.After?.After ?? first, closing.Version, page.Limit + 1);
        var entries = await lists.FindEntries(span, ct);
        var isMore = entries.Count > page.Limit;
        var explanation = new Explanation(
            account,
            from ?? account.CreatedAt,
            until,
            opening,
            closing,
            isMore ? [.. entries.Take(page.Limit)] : entries,
            isMore ? CursorAfter(entries[page.Limit - 1], closing.Version, until) : null);
        await context.Answer(StatusCodes.Status200OK, explanation, _json.Write);
    }

    static string CursorAfter(LedgerEntry entry, int last, DateTimeOffset to) =>
        PageRequest.CursorAfter(List, new ExplanationPosition(entry.Position, last, to));
}
