using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace BillingEngine.Host.Load;

/// <summary>One run: creates the wallets, moves money, adds up what they hold.</summary>
sealed class LoadRun : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly LoadPlan plan;
    readonly EventLoop loop;
    readonly LoadRequests requests;
    readonly HttpConnection[] connections;
    readonly OpenLoop? openLoop;
    readonly BulkLoad bulk;

    // Payments that can be refunded. All workers run on the loop's one thread.
    readonly Queue<int> refundable = [];

    public LoadRun(LoadPlan plan, EndPoint server, CancellationToken ct)
    {
        this.plan = plan;
        loop = new EventLoop(ct);
        requests = new LoadRequests(plan);
        connections = [.. Enumerable.Range(0, plan.Workers).Select(_ => Connection(server))];
        bulk = new BulkLoad(loop, connections, requests, plan);
        if (plan.Arrivals is { } arrivals)
            openLoop = new OpenLoop(loop, server, arrivals, Patience);
    }

    public void CreateAccounts()
    {
        var repetition = new Repetition(loop, requests, new Tally(0));
        Share(plan.Wallets, (connection, n) => Create(requests.CreateWallet(connection.Request, n), connection, n));
        Share(plan.Merchants, (connection, n) => Create(requests.CreateMerchant(connection.Request, n), connection, n));

        async Task Create(int length, HttpConnection connection, int number)
        {
            var answer = await Settled(connection, length, repetition);
            if (answer.Status != 201)
                throw ProblemText.Unexpected($"account {number} was not created", connection, answer);
        }
    }

    /// <summary>Gives the wallets the money that they spend, and measures these top-ups.</summary>
    public LoadPhase Fund(Tally tally) => plan.Bulk is { } items
        ? bulk.Fund(tally, items)
        : Measure(
            plan.Fundings,
            tally,
            (connection, n) => new(requests.Funding(connection.Request, n), LoadPlan.FundingCents));

    public LoadPhase Operate(Tally tally)
    {
        if (plan.Bulk is { } items)
            return bulk.Operate(tally, items);
        return openLoop is null
            ? Measure(plan.Operations, tally, WriteOperation)
            : MeasureArrivals(openLoop, tally);
    }

    /// <summary>What the accounts of this run hold together, in major units.</summary>
    public decimal SumBalances()
    {
        var sum = 0m;
        var repetition = new Repetition(loop, requests, new Tally(0));
        Share(plan.Wallets, (connection, n) => Add(plan.WalletId(n), connection));
        Share(plan.Merchants, (connection, n) => Add(plan.MerchantId(n), connection));
        return sum;

        async Task Add(Guid accountId, HttpConnection connection)
        {
            var answer = await Settled(connection, requests.Balance(connection.Request, accountId), repetition);
            var balance = answer.Status == 200 ? JsonMember.Text(connection.Body, "balance"u8) : null;
            if (balance is null)
                throw ProblemText.Unexpected($"account {accountId} shows no balance", connection, answer);
            sum += decimal.Parse(balance, NumberStyles.Number, CultureInfo.InvariantCulture);
        }
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
        openLoop?.Dispose();
    }

    HttpConnection Connection(EndPoint server) => plan.Bulk is { } items
        ? new(loop, server, Patience, BulkRequests.LongestRequest(items))
        : new(loop, server, Patience);

    LoadPhase Measure(int count, Tally tally, Func<HttpConnection, int, Written> write)
    {
        var repetition = new Repetition(loop, requests, tally);
        var began = Stopwatch.GetTimestamp();
        var next = 0;
        loop.Run([.. connections.Select(connection => (Func<Task>)(() => Work(connection)))]);
        return new LoadPhase(tally, Stopwatch.GetElapsedTime(began));

        // One method that lives as long as its worker, because each call of an asynchronous method allocates.
        async Task Work(HttpConnection connection)
        {
            while (next < count)
            {
                var operation = next++;
                var written = write(connection, operation);
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.Exchange(written.Length);
                if (answer.CallsForRepeat)
                    answer = await repetition.Repeat(connection, answer);
                var status = answer.Status == 202 ? await repetition.FollowUp(connection) : null;
                if (Record(tally, connection, written.Cents, answer.Status, status, Stopwatch.GetTimestamp() - sent))
                    written.Succeeded?.Invoke();
            }
        }
    }

    /// <summary>What is shed is not repeated: the next operation comes anyway.</summary>
    LoadPhase MeasureArrivals(OpenLoop arrivals, Tally tally)
    {
        var repetition = new Repetition(loop, requests, tally);
        return arrivals.Run(plan.Operations, tally, Exchange);

        async Task Exchange(HttpConnection connection, int operation, long due)
        {
            var written = WriteOperation(connection, operation);
            var answer = await connection.Exchange(written.Length);
            if (IsShed(connection, answer))
                tally.ShedOne();
            else
                await Settle(connection, answer, written, repetition, tally, due);
        }
    }

    static bool IsShed(HttpConnection connection, Answer answer) =>
        answer.Status == 503 && JsonMember.Text(connection.Body, "code"u8) == "overloaded";

    static async Task Settle(
        HttpConnection connection, Answer answer, Written written, Repetition repetition, Tally tally, long since)
    {
        if (answer.CallsForRepeat)
            answer = await repetition.Repeat(connection, answer);
        var status = answer.Status == 202 ? await repetition.FollowUp(connection) : null;
        if (Record(tally, connection, written.Cents, answer.Status, status, Stopwatch.GetTimestamp() - since))
            written.Succeeded?.Invoke();
    }

    /// <summary>
    /// A refund is of the first payment that succeeded and has none yet; without one, it is a payment.
    /// </summary>
    Written WriteOperation(HttpConnection connection, int operation)
    {
        var kind = plan.KindOf(operation);
        if (kind == OperationKind.Refund && refundable.TryDequeue(out var payment))
            return new(requests.Refund(connection.Request, operation, payment), Cents: 0);
        kind = kind == OperationKind.Refund ? OperationKind.Payment : kind;
        return new(
            requests.Operation(connection.Request, operation, kind),
            kind == OperationKind.Topup ? plan.CentsOf(operation) : 0,
            kind == OperationKind.Payment ? () => refundable.Enqueue(operation) : null);
    }

    void Share(int count, Func<HttpConnection, int, Task> handle)
    {
        var next = 0;
        loop.Run([.. connections.Select(connection => (Func<Task>)(() => Work(connection)))]);

        async Task Work(HttpConnection connection)
        {
            while (next < count)
                await handle(connection, next++);
        }
    }

    static async Task<Answer> Settled(HttpConnection connection, int length, Repetition repetition)
    {
        var answer = await connection.Exchange(length);
        return answer.CallsForRepeat ? await repetition.Repeat(connection, answer) : answer;
    }

    /// <returns>Whether it succeeded.</returns>
    static bool Record(Tally tally, HttpConnection connection, int cents, int code, string? followedUp, long elapsed)
    {
        var hasSucceeded = code == 201 || followedUp == "completed";
        if (hasSucceeded)
            tally.Succeed(cents, elapsed);
        else if (code == 422 || followedUp == "failed")
            tally.Refuse(ProblemText.Of(connection, code), elapsed);
        else
            tally.Fail(ProblemText.Of(connection, code), cents, elapsed);
        return hasSucceeded;
    }

    /// <summary>A request that stands in the connection's buffer.</summary>
    /// <param name="Cents">What it adds to the balances of the run's accounts together.</param>
    readonly record struct Written(int Length, int Cents, Action? Succeeded = null);
}
