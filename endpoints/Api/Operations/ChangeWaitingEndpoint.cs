using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>POST /v1/ops/timeouts/{timeoutId}/move and POST /v1/ops/timeouts/{timeoutId}/cancel</summary>
sealed class ChangeWaitingEndpoint(
    WaitingMessages waiting, WaitingChanges changes, WaitingJson form, IReplays replays, TimeProvider clock)
{
    static readonly TimeSpan Farthest = TimeSpan.FromDays(3650);

    public void Map(IEndpointRouteBuilder app)
    {
        app.Post("/v1/ops/timeouts/{timeoutId}/move", Move)
            .Describes("moveTimeout", "Have a message delivered at another time", """
                A time that is past means now. A throttled message may be put back into the line when its turn comes.
                With `expectedDueAt` it is moved only if it is due then. 409 `timeout_fired` or `timeout_moved`:
                somebody was faster; `timeout_parked`: it does not wait for a time.
                """)
            .Takes<MoveTimeoutBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<WaitingBody>(200, "The message, as it waits now.")
            .Refuses(400, 404, 409, 413, 415, 503);
        app.Post("/v1/ops/timeouts/{timeoutId}/cancel", Cancel)
            .Describes("cancelTimeout", "Take a message from those that wait", """
                A retry, a throttled or a deferred message goes to the failed messages, where it can be retried or
                archived; the saga that sent it is told that it has failed, as if it had for good. A timeout is
                deleted: **its saga never gets it**, and if nothing else moves that saga on, it is stuck. A parked
                message is not cancelled by itself (409 `timeout_parked`): archive or retry the head of its key, which
                the answer names in `headMessageId`.
                """)
            .Takes<CancelTimeoutBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<CancelledTimeoutBody>(200, "What has become of it.")
            .Refuses(400, 404, 409, 413, 415, 503);
    }

    async Task Move(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, Parse) is not { } request)
            return;
        var found = await waiting.OfPath(context);
        if (found is null || await Refuse(context, found, request.ExpectedDueAt))
        {
            if (found is null)
                await context.Answer(WaitingProblems.NotFound());
            return;
        }

        var moved = await changes.MoveTo(
            found.Received.Receipt,
            request.DueAt,
            ActionOf("timeout.move", found, request.Note),
            context.RequestAborted);
        if (moved is not { } dueAt)
        {
            await AnswerChanged(context, found);
            return;
        }

        replays.Wake([found.Message.Partition]);
        var received = found.Received with { Message = found.Message with { DueAt = dueAt } };
        await context.Answer(StatusCodes.Status200OK, found with { Received = received }, form.Write);
    }

    async Task Cancel(HttpContext context)
    {
        if (await OperatorNote.ReadOrRefuse(context, isReasonRequired: true) is not { } note)
            return;
        if (await waiting.OfPath(context) is not { } found)
            await context.Answer(WaitingProblems.NotFound());
        else if (!await Refuse(context, found, expected: null))
            await Cancel(context, found, ActionOf("timeout.cancel", found, note));
    }

    async Task Cancel(HttpContext context, WaitingMessage found, OperatorAction action)
    {
        var ct = context.RequestAborted;
        var isTimeout = found.Message.Kind == WaitKind.Timeout;
        var givenUp = isTimeout ? null : replays.GiveUp(found.Message);
        var isDone = givenUp is null
            ? await changes.Delete(found.Received.Receipt, action, ct)
            : await changes.GiveUp(found.Received.Receipt, givenUp.Failure, givenUp.Notice, action, ct);
        if (!isDone)
        {
            await AnswerChanged(context, found);
            return;
        }

        if (givenUp?.Notice is { } notice)
            replays.Wake([notice.Partition]);
        await context.Answer(StatusCodes.Status200OK, (found, isTimeout), WriteCancelled);
    }

    /// <summary>What can be told before trying.</summary>
    async Task<bool> Refuse(HttpContext context, WaitingMessage found, DateTimeOffset? expected)
    {
        var problem = found.Message.Kind == WaitKind.Parked
            ? WaitingProblems.Parked(found.Message, await waiting.HeadOf(found.Message, context.RequestAborted))
            : expected is { } dueAt && dueAt != found.Message.DueAt ? WaitingProblems.Moved(found)
            : null;
        if (problem is not null)
            await context.Answer(problem);
        return problem is not null;
    }

    async Task AnswerChanged(HttpContext context, WaitingMessage before) =>
        await context.Answer(await waiting.Find(before.Sequence, context.RequestAborted) is { } now
            ? WaitingProblems.Moved(now)
            : WaitingProblems.Fired());

    MoveRequest? Parse(Fields body)
    {
        var dueAt = body.OptionalTime("dueAt");
        if (dueAt is null && !body.Errors.Concern("dueAt"))
            body.Errors.Add("dueAt", body.IsNull("dueAt") ? "must not be null" : "is required");
        else if (dueAt > clock.GetUtcNow() + Farthest)
            body.Errors.Add("dueAt", "must be within ten years");
        var expected = body.OptionalTime("expectedDueAt");
        var note = OperatorNote.From(body, isReasonRequired: true);
        return body.AreValid() ? new(dueAt!.Value, expected, note) : null;
    }

    static OperatorAction ActionOf(string action, WaitingMessage found, OperatorNote note) => new(
        note.Actor, action, found.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), note.Reason);

    static void WriteCancelled(Utf8JsonWriter json, (WaitingMessage Waiting, bool IsTimeout) content)
    {
        var message = content.Waiting.Message;
        json.WriteStartObject();
        json.WriteNumber("id", content.Waiting.Sequence);
        json.WriteString("messageId", message.MessageId);
        json.WriteString("outcome", content.IsTimeout ? "deleted" : "failed");
        json.WriteString(
            "failedMessageId",
            content.IsTimeout ? null : new FailureKey(message.MessageId, message.Partition).ToString());
        json.WriteString("consequence", content.IsTimeout
            ? "The saga that asked for it will never get it."
            : "It is among the failed messages, and can be retried or archived there.");
        json.WriteEndObject();
    }

    sealed record MoveRequest(DateTimeOffset DueAt, DateTimeOffset? ExpectedDueAt, OperatorNote Note);
}
