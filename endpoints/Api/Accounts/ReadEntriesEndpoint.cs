using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}/entries</summary>
sealed class ReadEntriesEndpoint(IQueries queries, CurrencyRegistry currencies)
{
    const string List = "entries";

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/entries", GetEntries)
        .Describes("getEntries", "Ledger entries", """
            Each change of the account's balance, newest first. What is only held is no entry. `position` is the version
            of the account that the entry made.
            """)
        .TakesQuery("from", "Only entries from this time on.", "date-time")
        .TakesQuery("to", "Only entries from before this time.", "date-time")
        .TakesPage()
        .Answers<EntriesBody>(200, "A page of entries.")
        .Refuses(400, 404, 503);

    public async Task GetEntries(HttpContext context)
    {
        var errors = new FieldErrors();
        var from = QueryText.FindTime(context.Request, "from", errors);
        var to = QueryText.FindTime(context.Request, "to", errors);
        var page = PageRequest.FromQuery<int>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        if (await context.AccountOrRefuse(queries) is not { } account)
            return;
        var query = new EntryQuery(account.AccountId, from, to, Before: page.After, page.Limit + 1);
        var found = await queries.FindEntries(query, context.RequestAborted);
        var currency = currencies.Find(account.Currency);
        await context.AnswerPage(
            page, found, List, entry => entry.Position, (json, entry) => EntryJson.Write(json, entry, currency));
    }
}
