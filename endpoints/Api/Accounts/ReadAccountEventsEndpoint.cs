using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Events;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}/events</summary>
sealed class ReadAccountEventsEndpoint(IQueries queries, IAccountHistory history)
{
    const string List = "account-events";

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/events", GetEvents)
        .Describes("getAccountEvents", "Events of an account", """
            All that ever happened to the account, as it is stored, oldest first. The account and its cards are what
            these events make them.
            """)
        .TakesPage()
        .Answers<AccountEventsBody>(200, "A page of events.")
        .Refuses(400, 404, 503);

    public async Task GetEvents(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors, PageRequest.LimitField, PageRequest.CursorField);
        var page = PageRequest.FromQuery<int>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        if (await context.AccountOrRefuse(queries) is not { } account)
            return;
        var found = await history.FindEvents(
            account.AccountId, page.After ?? 0, page.Limit + 1, context.RequestAborted);
        await context.AnswerPage(page, found, List, stored => stored.StreamVersion, EventJson.Write);
    }
}
