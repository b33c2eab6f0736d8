using System.Diagnostics;

namespace BillingEngine.Host.Load;

/// <summary>
/// Sends many operations in each request. They are answered together, so the latency of each is that of the request.
/// </summary>
sealed class BulkLoad(EventLoop loop, IReadOnlyList<HttpConnection> connections, LoadRequests single, LoadPlan plan)
{
    readonly BulkRequests requests = new(plan);

    public LoadPhase Fund(Tally tally, int itemsOfRequest) =>
        Measure(plan.Fundings, itemsOfRequest, tally, requests.Funding);

    public LoadPhase Operate(Tally tally, int itemsOfRequest) =>
        Measure(plan.Operations, itemsOfRequest, tally, requests.Operation);

    LoadPhase Measure(int count, int itemsOfRequest, Tally tally, Func<int, BulkItem> itemOf)
    {
        var repetition = new Repetition(loop, single, tally);
        var began = Stopwatch.GetTimestamp();
        var next = 0;
        loop.Run([.. connections.Select(connection => (Func<Task>)(() => Work(connection)))]);
        return new LoadPhase(tally, Stopwatch.GetElapsedTime(began));

        async Task Work(HttpConnection connection)
        {
            List<(int Status, string? Code)> outcomes = [];
            while (next < count)
            {
                var first = next;
                next = Math.Min(count, first + itemsOfRequest);
                BulkItem[] items = [.. Enumerable.Range(first, next - first).Select(itemOf)];
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.Exchange(requests.Write(connection.Request, items));
                answer = await repetition.Repeat(connection, answer, given => !IsSettled(connection, given, outcomes));
                // The last repeat of all is taken as it is.
                IsSettled(connection, answer, outcomes);
                Record(tally, connection, answer, items, outcomes, Stopwatch.GetTimestamp() - sent);
            }
        }
    }

    /// <summary>One item that is not done calls for a repeat of all: the others are known by their keys.</summary>
    static bool IsSettled(HttpConnection connection, Answer answer, List<(int Status, string? Code)> outcomes)
    {
        outcomes.Clear();
        if (answer.Status != 200)
            return !answer.CallsForRepeat;
        BulkAnswer.Read(connection.Body, outcomes);
        return outcomes.All(item => item.Status != 202 && !new Answer(item.Status, null).CallsForRepeat);
    }

    static void Record(
        Tally tally,
        HttpConnection connection,
        Answer answer,
        BulkItem[] items,
        List<(int Status, string? Code)> outcomes,
        long elapsed)
    {
        var whole = outcomes.Count == items.Length ? null : ProblemText.Of(connection, answer.Status);
        for (var index = 0; index < items.Length; index++)
        {
            var (status, code) = whole is null ? outcomes[index] : default;
            if (status == 201)
                tally.Succeed(items[index].CentsFromOutside, elapsed);
            else if (status == 422)
                tally.Refuse($"{status} {code}", elapsed);
            else
                tally.Fail(whole ?? $"{status} {code}", items[index].CentsFromOutside, elapsed);
        }
    }
}
