using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>POST /v1/ops/conversations/{conversationId}/messages/{messageId}/replay</summary>
sealed class ReplayMessageEndpoint(
    RetryStore store, RetryQueries queries, TracedMessages traces, IReplays replays, RetryAnswers answers)
{
    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/ops/conversations/{conversationId}/messages/{messageId}/replay", Replay)
        .Describes("replayMessage", "Replay a message of a conversation", """
            Sends a message that was handled once more, as its trace has it, and waits for what comes of it. What it
            carried out before is not carried out again. Of an event that went to several endpoints, the id is followed
            by a dot and the partition.
            """)
        .Takes<ReplayBody>(IdempotencyKeyUse.None)
        .RecordsActor()
        .Answers<RetryBody>(201, "The replay, with the outcome if there is one by now.", ResponseHeaders.Location)
        .Refuses(400, 404, 409, 413, 415, 503);

    async Task Replay(HttpContext context)
    {
        if (await OperatorNote.ReadOrRefuse(context, isReasonRequired: true) is not { } note)
            return;
        var (message, conversationId, problem) = await Find(context);
        if (problem is not null)
        {
            await context.Answer(problem);
            return;
        }

        var traced = new RetrySelection.Traced(TracedTransport.Of(message!, conversationId));
        var retry = RetryRequest.Replay(traced, conversationId, note);
        if (await store.Create(retry, context.RequestAborted) is RetryCreation.Created)
            await answers.StartedOne(context, retry.OperationId);
        else
            await context.Answer(await WhyNot(traced.Message, context.RequestAborted));
    }

    async Task<(TracedMessage? Message, Guid ConversationId, Problem? Problem)> Find(HttpContext context)
    {
        var pathId = context.PathValue("messageId");
        var key = FailureKey.TryParse(pathId, out var exact) ? exact : null;
        if (!Uuid.TryParse(context.PathValue("conversationId"), out var conversationId)
            || (key is null && !Uuid.TryParse(pathId, out _)))
            return (null, default, RetryProblems.MessageNotFound(pathId));
        var found = await traces.Find(
            conversationId, key?.MessageId ?? Guid.Parse(pathId), context.RequestAborted);
        if (key is not null)
            found = [.. found.Where(message => message.Partition == key.Value.Partition)];
        return found switch
        {
            [] => (null, default, RetryProblems.MessageNotFound(pathId)),
            [var only] => (only, conversationId, FaultOf(only)),
            _ => (null, default, RetryProblems.MessageAmbiguous(found.Select(KeyOf))),
        };
    }

    Problem? FaultOf(TracedMessage message) => message switch
    {
        { Deliveries: not [.., { Outcome: StepOutcome.Handled or StepOutcome.AlreadyDone }] } =>
            RetryProblems.MessageNotHandled(),
        { Body: null } => RetryProblems.BodyNotKept(),
        _ => TracedTransport.FaultOf(message, replays) is { } fault ? RetryProblems.MessageUnreadable(fault) : null,
    };

    async Task<Problem> WhyNot(TransportMessage message, CancellationToken ct) => RetryProblems.MessageStatus(
        await queries.StatusOf(new FailureKey(message.MessageId, message.Partition), ct) ?? "failed");

    static string KeyOf(TracedMessage message) => new FailureKey(message.MessageId, message.Partition).ToString();
}
