using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>POST /v1/ops/retries/{id}/pause, /resume and /cancel</summary>
sealed class ChangeRetryEndpoint(RetryStore store, RetryAnswers answers, RetrySignal signal)
{
    static readonly (RetryOrder Order, string Name, string Summary, string Text)[] Orders =
    [
        (RetryOrder.Pause, "pause", "Pause a retry", "Nothing more is sent until it is resumed."),
        (RetryOrder.Resume, "resume", "Resume a retry that is paused or has stopped", """
            It goes on where it was. After it had stopped by itself, what has failed so far counts no more.
            """),
        (RetryOrder.Cancel, "cancel", "Cancel a retry", "Nothing more is sent, for ever: what waits is skipped."),
    ];

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var (order, name, summary, text) in Orders)
        {
            app.Post($"/v1/ops/retries/{{id}}/{name}", context => Change(context, order))
                .Describes(
                    $"{name}Retry", summary, $"{text.Trim()} Repeating it changes nothing. The body may be left out.")
                .Takes<ReasonBody>(IdempotencyKeyUse.None, isBodyRequired: false)
                .RecordsActor()
                .Answers<RetryBody>(200, "The retry as it stands now.")
                .Refuses(400, 404, 409, 413, 415, 503);
        }
    }

    async Task Change(HttpContext context, RetryOrder order)
    {
        if (await context.RetryIdOrRefuse() is not { } id
            || await OperatorNote.ReadOrRefuse(context, isReasonRequired: false) is not { } note)
            return;
        var (isDone, status) = await store.Change(id, order, note.Actor, note.Reason, context.RequestAborted);
        signal.Raise();
        if (isDone)
            await answers.Show(context, 200, id);
        else
            await context.Answer(
                status is null ? RetryProblems.RetryNotFound(id.ToString()) : RetryProblems.RetryStatus(status));
    }
}
