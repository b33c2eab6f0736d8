using System.Diagnostics;
using System.Net;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>One long run by the clock, as the product's own load sends it, told interval by interval.</summary>
sealed class SoakLoad(LoadPlan plan, EndPoint server, CancellationToken ct)
{
    const int Callers = 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Lock _lock = new();

    // Payments that can be refunded.
    readonly Queue<int> _refundable = [];
    Interval _current = new();

    /// <summary>What has ended since this was last asked for.</summary>
    public Interval Take()
    {
        lock (_lock)
        {
            var taken = _current.End();
            _current = new Interval();
            return taken;
        }
    }

    /// <summary>Opens the accounts of the run and gives them money to spend.</summary>
    /// <returns>How much, in major units.</returns>
    public decimal Prepare(int fundings)
    {
        // The same accounts, and so few operations that the fundings of these are as many as are asked for.
        using var run = new LoadRun(
            plan with { Operations = 4 * fundings, Workers = Callers, Arrivals = null }, server, ct);
        run.CreateAccounts();
        var tally = new Tally(Math.Max(plan.Wallets, fundings));
        run.Fund(tally);
        return tally.Failed + tally.Refused == 0
            ? tally.SucceededCents / 100m
            : throw new InvalidOperationException($"{tally.Failed + tally.Refused} fundings failed.");
    }

    public decimal SumBalances()
    {
        using var run = new LoadRun(plan with { Workers = Callers, Arrivals = null }, server, ct);
        return run.SumBalances();
    }

    /// <summary>Sends all operations of the plan, on a thread of its own.</summary>
    public Task Run() => Task.Factory.StartNew(
        () =>
        {
            var loop = new EventLoop(ct);
            var requests = new LoadRequests(plan);
            var repetition = new Repetition(loop, requests, new Tally(0));
            using var arrivals = new OpenLoop(loop, server, plan.Arrivals!, Patience);
            arrivals.Run(plan.Operations, new Tally(0), Exchange);

            Task Exchange(HttpConnection connection, int operation, long due) =>
                this.Exchange(connection, requests, repetition, operation, due);
        },
        ct,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    async Task Exchange(
        HttpConnection connection, LoadRequests requests, Repetition repetition, int operation, long due)
    {
        var kind = plan.KindOf(operation);
        if (kind == OperationKind.Refund && !_refundable.TryPeek(out _))
            kind = OperationKind.Payment;
        var answer = await connection.Exchange(Write(connection, requests, operation, kind));
        var outcome = IsShed(connection, answer)
            ? Outcome.Shed
            : await Settle(connection, repetition, answer);
        if (kind == OperationKind.Payment && outcome == Outcome.Succeeded)
            _refundable.Enqueue(operation);
        lock (_lock)
        {
            _current.Add(
                outcome,
                kind == OperationKind.Topup ? plan.CentsOf(operation) : 0,
                Stopwatch.GetTimestamp() - due);
        }
    }

    int Write(HttpConnection connection, LoadRequests requests, int operation, OperationKind kind) =>
        kind == OperationKind.Refund
            ? requests.Refund(connection.Request, operation, _refundable.Dequeue())
            : requests.Operation(connection.Request, operation, kind);

    static async Task<Outcome> Settle(HttpConnection connection, Repetition repetition, Answer answer)
    {
        if (answer.CallsForRepeat)
            answer = await repetition.Repeat(connection, answer);
        var status = answer.Status == 202 ? await repetition.FollowUp(connection) : null;
        if (answer.Status == 201 || status == "completed")
            return Outcome.Succeeded;
        return answer.Status == 422 || status == "failed" ? Outcome.Refused : Outcome.Failed;
    }

    static bool IsShed(HttpConnection connection, Answer answer) =>
        answer.Status == 503 && JsonMember.Text(connection.Body, "code"u8) == "overloaded";
}
