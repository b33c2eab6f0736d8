using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/timeouts and GET /v1/ops/timeouts/{timeoutId}</summary>
sealed class ReadWaitingEndpoint(WaitingMessages waiting, WaitingJson form)
{
    const string List = "timeouts";

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/timeouts", GetAll)
            .Describes("getTimeouts", "What waits", """
                Messages that wait for a time, or behind another one, soonest due first: timeouts of sagas, deferred
                messages, retries of failed ones, those of a type that is slowed down (throttled), and those parked
                behind a failed one of their key, which come last.
                """)
            .TakesQuery("kind", "timeout, deferred, retry, throttled or parked.")
            .TakesQuery("type", "Stable name of the contract.")
            .TakesQuery("endpoint", "The endpoint that will handle it.")
            .TakesQuery("sagaId", "Only those for this saga, or sent by it.", "uuid")
            .TakesQuery("transactionId", "Only those that are about it, or for or from its saga.", "uuid")
            .TakesQuery("conversationId", "Only those of this conversation.", "uuid")
            .TakesQuery("from", "Due at this time or later.", "date-time")
            .TakesQuery("to", "Due before this time.", "date-time")
            .TakesPage()
            .Answers<WaitingPageBody>(200, "A page of messages.")
            .Refuses(400, 503);
        app.Get("/v1/ops/timeouts/{timeoutId}", GetOne)
            .Describes("getTimeout", "A message that waits", "With its body.")
            .Answers<WaitingBody>(200, "The message.")
            .Refuses(404, 503);
    }

    public async Task GetAll(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(
            context.Request, errors, [.. WaitingFilter.Names, PageRequest.LimitField, PageRequest.CursorField]);
        var query = WaitingFilter.FromQuery(context.Request, errors);
        var page = PageRequest.FromQuery<DueKey>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await waiting.Find(
            query,
            page.After is { } after ? (after.DueAt, after.Sequence) : null,
            page.Limit + 1,
            context.RequestAborted);
        await context.AnswerPage(
            page, found, List, item => new DueKey(item.Message.DueAt, item.Sequence), form.Write);
    }

    public async Task GetOne(HttpContext context)
    {
        if (await waiting.OfPath(context) is { } found)
            await context.Answer(StatusCodes.Status200OK, found, form.Write);
        else
            await context.Answer(WaitingProblems.NotFound());
    }
}
