using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>From what came of asking for a retry to the answer.</summary>
sealed class RetryAnswers(RetryQueries queries, RetrySignal signal, ApiOptions options, TimeProvider clock)
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>Answers with a retry of many messages, that has been recorded.</summary>
    public async Task Started(HttpContext context, Guid operationId)
    {
        signal.Raise();
        await Show(context, 201, operationId);
    }

    /// <summary>Answers with a retry of one message, once it has ended, or as long as the caller waits.</summary>
    public async Task StartedOne(HttpContext context, Guid operationId)
    {
        signal.Raise();
        await WaitForEnd(operationId, Preference.Wait(context.Request, options.Wait), context.RequestAborted);
        await Show(context, 201, operationId);
    }

    public async Task Show(HttpContext context, int status, Guid operationId)
    {
        if (await queries.Find(operationId, context.RequestAborted) is not { } retry)
        {
            await context.Answer(RetryProblems.RetryNotFound(operationId.ToString()));
            return;
        }

        if (status == StatusCodes.Status201Created)
            context.Locate("ops/retries", operationId);
        await context.Answer(status, retry, RetryJson.Write);
    }

    async Task WaitForEnd(Guid operationId, TimeSpan wait, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < wait)
        {
            await Task.Delay(LookInterval, ct);
            if (await queries.Find(operationId, ct) is not { Status: "running" } retry)
                return;
            // The message has its end, and so may the retry.
            if (retry.Counts is { Waiting: 0, Sent: 0 })
                signal.Raise();
        }
    }
}
