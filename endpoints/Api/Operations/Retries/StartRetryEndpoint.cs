using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>POST /v1/ops/retries and POST /v1/ops/messages/{id}/retry</summary>
sealed class StartRetryEndpoint(RetryStore store, RetryQueries queries, RetryAnswers answers)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.Post("/v1/ops/retries", StartMany)
            .Describes("startRetry", "Retry many failed messages", """
                What is selected is fixed now, and then sent in stages: one message, and when all of a stage have ended
                well enough, ten, a hundred, and the rest. When too many fail again it stops by itself. One that was
                carried out before moves no money again. With ids, resolved messages are sent too.
                """)
            .Takes<StartRetryBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<RetryBody>(201, "The retry.", ResponseHeaders.Location)
            .Refuses(400, 413, 415, 422, 503);
        app.Post("/v1/ops/messages/{id}/retry", StartOne)
            .Describes("retryMessage", "Retry a message", """
                Sends a failed or resolved message once more, and waits for what comes of it. The body may be left out.
                """)
            .Takes<ReasonBody>(IdempotencyKeyUse.None, isBodyRequired: false)
            .RecordsActor()
            .Answers<RetryBody>(201, "The retry, with the outcome if there is one by now.", ResponseHeaders.Location)
            .Refuses(400, 404, 409, 413, 415, 503);
    }

    async Task StartMany(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, RetryRequest.Read) is not { } request)
            return;
        var retry = request.ToRetry();
        switch (await store.Create(retry, context.RequestAborted))
        {
            case RetryCreation.Created:
                await answers.Started(context, retry.OperationId);
                break;
            case RetryCreation.Empty:
                await context.Answer(RetryProblems.SelectionEmpty());
                break;
            default:
                await context.Answer(RetryProblems.SelectionTooLarge());
                break;
        }
    }

    async Task StartOne(HttpContext context)
    {
        if (await OperatorNote.ReadOrRefuse(context, isReasonRequired: false) is not { } note)
            return;
        var pathId = context.PathValue("id");
        if (!FailureKey.TryParse(pathId, out var key))
        {
            await context.Answer(RetryProblems.MessageNotFound(pathId));
            return;
        }

        var retry = RetryRequest.Single(key.Value, note);
        if (await store.Create(retry, context.RequestAborted) is RetryCreation.Created)
            await answers.StartedOne(context, retry.OperationId);
        else if (await queries.StatusOf(key.Value, context.RequestAborted) is { } status)
            await context.Answer(RetryProblems.MessageStatus(status));
        else
            await context.Answer(RetryProblems.MessageNotFound(pathId));
    }
}
