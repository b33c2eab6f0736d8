using System.Text;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>POST /v1/ops/messages/{id}/edit-and-retry</summary>
sealed class EditFailureEndpoint(FailedMessages messages, EditedRetries retries, EditedMessages edits, IReplays replays)
{
    public void Map(IEndpointRouteBuilder app) => app.Post("/v1/ops/messages/{id}/edit-and-retry", Handle)
        .Describes("editFailedMessage", "Mend a failed message and retry it", """
            The body is read as strictly as its contract says. What binds it may not change: in a message that moves
            money only texts for people, times and how long it lasts may. `headers` names those to set, and with null
            those to take away; NServiceBus's and the engine's own are locked, but for the time when it was sent. The
            message as it was sent is kept beside every edit.
            """)
        .Takes<EditFailureBody>(IdempotencyKeyUse.None)
        .RecordsActor()
        .Answers<EditedFailureBody>(202, "The message is on its way again.")
        .Refuses(400, 404, 409, 413, 415, 422, 503);

    async Task Handle(HttpContext context)
    {
        if (await EditRequest.ReadOrRefuse(context, needsReason: true) is not { } edit
            || await context.FailureOrRefuse(messages) is not { } failure)
            return;
        if (failure.Row.Status != "failed")
        {
            await context.Answer(OperationProblems.WrongStatus(failure.Row.Key, failure.Row.Status));
            return;
        }

        var (message, refusal) = edits.Apply(failure, edit);
        if (message is null)
            await context.Answer(refusal!);
        else
            await Send(context, failure, message, edit.Note);
    }

    async Task Send(HttpContext context, FailureDetail failure, EditedMessage message, OperatorNote note)
    {
        var (key, operation, ct) = (failure.Row.Key, Uuid.Random(), context.RequestAborted);
        var isSent = await retries.Send(
            new(
                key,
                operation,
                failure.Row.Failures,
                failure.Row.Type,
                message.Headers,
                message.Body,
                message.OrderKey),
            new(Redelivery.AsSent(Encoding.UTF8.GetBytes(failure.Headers)), failure.Body),
            new(note.Actor, "message.edit_and_retry", key.ToString(), note.Reason),
            ct);
        if (isSent)
        {
            replays.Wake([key.Partition]);
            await context.Answer(StatusCodes.Status202Accepted, (key, operation), Write);
        }
        else if (await messages.Find(key, ct) is { Row.Status: var status })
        {
            await context.Answer(OperationProblems.WrongStatus(key, status));
        }
        else
        {
            await context.Answer(OperationProblems.MessageNotFound(key.ToString()));
        }
    }

    static void Write(Utf8JsonWriter json, (FailureKey Key, Guid Operation) content)
    {
        json.WriteStartObject();
        json.WriteString("id", content.Key.ToString());
        json.WriteString("status", "retrying");
        json.WriteString("operationId", content.Operation);
        json.WriteEndObject();
    }
}
