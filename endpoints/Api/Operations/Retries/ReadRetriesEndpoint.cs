using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>GET /v1/ops/retries, /v1/ops/retries/{id} and /v1/ops/retries/{id}/items</summary>
sealed class ReadRetriesEndpoint(RetryQueries queries, RetryAnswers answers)
{
    const string List = "retries";
    const string ItemList = "retry-items";

    static readonly string[] States = ["waiting", "sent", "done", "alreadyDone", "failed", "skipped"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/retries", GetRetries)
            .Describes("getRetries", "Retries", "All that were ever started, newest first.")
            .TakesPage()
            .Answers<RetriesBody>(200, "A page of retries.")
            .Refuses(400, 503);
        app.Get("/v1/ops/retries/{id}", GetRetry)
            .Describes("getRetry", "A retry", "The retry as it stands.")
            .Answers<RetryBody>(200, "The retry.")
            .Refuses(400, 404, 503);
        app.Get("/v1/ops/retries/{id}/items", GetItems)
            .Describes("getRetryItems", "The messages of a retry", """
                In the order in which they are sent. One that was sent and has no end yet is on its way: it waits for
                its worker, or for a delayed retry of its own. After three minutes nobody waits for it any more: it
                counts as failed when it is decided whether to go on, until it has its end.
                """)
            .TakesQuery("state", "Only those in this state: waiting, sent, done, alreadyDone, failed or skipped.")
            .TakesPage()
            .Answers<RetryItemsBody>(200, "A page of messages.")
            .Refuses(400, 404, 503);
    }

    async Task GetRetries(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors, PageRequest.LimitField, PageRequest.CursorField);
        var page = PageRequest.FromQuery<RetryPosition>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await queries.FindNewest(page.After?.Parts, page.Limit + 1, context.RequestAborted);
        await context.AnswerPage(
            page, found, List, retry => new RetryPosition(retry.CreatedAt, retry.OperationId), RetryJson.Write);
    }

    async Task GetRetry(HttpContext context)
    {
        if (await context.RetryIdOrRefuse() is { } id)
            await answers.Show(context, 200, id);
    }

    async Task GetItems(HttpContext context)
    {
        if (await context.RetryIdOrRefuse() is not { } id)
            return;
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors, "state", PageRequest.LimitField, PageRequest.CursorField);
        var state = QueryText.Find(context.Request, "state", errors);
        if (state is not null && !States.Contains(state))
            errors.Add("state", $"must be one of {string.Join(", ", States)}");
        var page = PageRequest.FromQuery<int>(context.Request, ItemList, errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (await queries.Find(id, context.RequestAborted) is null)
            await context.Answer(RetryProblems.RetryNotFound(id.ToString()));
        else
            await context.AnswerPage(
                page,
                await queries.FindItems(id, page.After ?? 0, Stored(state), page.Limit + 1, context.RequestAborted),
                ItemList,
                item => item.Ordinal,
                RetryJson.WriteItem);
    }

    static string? Stored(string? state) => state == "alreadyDone" ? "already_done" : state;
}
