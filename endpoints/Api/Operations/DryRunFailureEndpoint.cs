using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>POST /v1/ops/messages/{id}/dry-run</summary>
sealed class DryRunFailureEndpoint(
    FailedMessages messages,
    EditedMessages edits,
    IReplays replays,
    RehearsalJson answers,
    TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder app) => app.Post("/v1/ops/messages/{id}/dry-run", Handle)
        .Describes("dryRunFailedMessage", "See what a retry would do", """
            Has the message handled as if it were retried now, with all that follows from it at once, and stores
            nothing. With a body, as it would be edited. `alreadyDone` says that nothing is left to do.
            """)
        .Takes<DryRunFailureBody>(IdempotencyKeyUse.None, isBodyRequired: false)
        .Answers<FailureRehearsalBody>(200, "What would come of it.")
        .Refuses(400, 404, 409, 413, 415, 422, 503);

    async Task Handle(HttpContext context)
    {
        EditRequest? edit = null;
        if (ContentRules.HasBody(context.Request)
            && (edit = await EditRequest.ReadOrRefuse(context, needsReason: false)) is null)
            return;
        if (await context.FailureOrRefuse(messages) is not { } failure)
            return;
        (EditedMessage? message, Problem? refusal) =
            edit is null ? (edits.Current(failure), null) : edits.Apply(failure, edit);
        if (message is null)
            await context.Answer(refusal!);
        else
            await Rehearse(context, failure, message);
    }

    async Task Rehearse(HttpContext context, FailureDetail failure, EditedMessage message)
    {
        try
        {
            var rehearsal = await replays.Rehearse(Delivered(failure, message), context.RequestAborted);
            await answers.Answer(context, failure.Row, rehearsal);
        }
        catch (UndecodableMessageException e)
        {
            await answers.Answer(context, failure.Row, new Rehearsal([], [], [], $"{failure.Row.Type}: {e.Message}"));
        }
        catch (OverloadedException)
        {
            await context.Answer(Problem.Overloaded());
        }
        catch (Exception e) when (e is EngineStoppedException or StoreUnavailableException)
        {
            await context.Answer(Problem.Unavailable());
        }
    }

    TransportMessage Delivered(FailureDetail failure, EditedMessage message) => new(
        failure.Row.Key.MessageId,
        failure.Row.Type,
        failure.Row.Key.Partition,
        clock.GetUtcNow(),
        Redelivery.HeadersOf(message.Headers, Uuid.Random()),
        message.Body)
    {
        OrderKey = message.OrderKey,
    };
}
