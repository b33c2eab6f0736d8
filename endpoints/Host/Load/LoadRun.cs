using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace BillingEngine.Host.Load;

/// <summary>One run: creates the wallets, tops them up, adds up what they hold.</summary>
sealed class LoadRun : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly LoadPlan plan;
    readonly Tally tally;
    readonly EventLoop loop;
    readonly LoadRequests requests;
    readonly Repetition repetition;
    readonly HttpConnection[] connections;

    public LoadRun(LoadPlan plan, EndPoint server, Tally tally, CancellationToken ct)
    {
        this.plan = plan;
        this.tally = tally;
        loop = new EventLoop(ct);
        requests = new LoadRequests(plan);
        repetition = new Repetition(loop, requests, tally);
        connections = [.. Enumerable.Range(0, plan.Workers).Select(_ => new HttpConnection(loop, server, Patience))];
    }

    /// <summary>How long the top-ups took, all together.</summary>
    public TimeSpan Elapsed { get; private set; }

    public void CreateWallets() => Share(plan.Wallets, CreateWallet);

    public void Topup()
    {
        var began = Stopwatch.GetTimestamp();
        var next = 0;
        loop.Run([.. connections.Select(connection => (Func<Task>)(() => Work(connection)))]);
        Elapsed = Stopwatch.GetElapsedTime(began);

        // One method that lives as long as its worker, because each call of an asynchronous method allocates.
        async Task Work(HttpConnection connection)
        {
            while (next < plan.Operations)
            {
                var operation = next++;
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.Exchange(requests.Topup(connection.Request, operation));
                if (answer.CallsForRepeat)
                    answer = await repetition.Repeat(connection, answer);
                var status = answer.Status == 202 ? await repetition.FollowUp(connection) : null;
                Record(connection, operation, answer.Status, status, Stopwatch.GetTimestamp() - sent);
            }
        }
    }

    /// <summary>What the wallets of this run hold together, in major units.</summary>
    public decimal SumBalances()
    {
        var sum = 0m;
        Share(plan.Wallets, async (connection, wallet) =>
        {
            var answer = await Settled(connection, requests.Balance(connection.Request, wallet));
            var balance = answer.Status == 200 ? JsonMember.Text(connection.Body, "balance"u8) : null;
            if (balance is null)
                throw Unexpected($"wallet {wallet} shows no balance", connection, answer);
            sum += decimal.Parse(balance, NumberStyles.Number, CultureInfo.InvariantCulture);
        });
        return sum;
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
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

    async Task CreateWallet(HttpConnection connection, int wallet)
    {
        var answer = await Settled(connection, requests.CreateWallet(connection.Request, wallet));
        if (answer.Status != 201)
            throw Unexpected($"wallet {wallet} was not created", connection, answer);
    }

    static InvalidOperationException Unexpected(string what, HttpConnection connection, Answer answer) =>
        new($"{what}: {Problem(connection, answer.Status)}");

    async Task<Answer> Settled(HttpConnection connection, int length)
    {
        var answer = await connection.Exchange(length);
        return answer.CallsForRepeat ? await repetition.Repeat(connection, answer) : answer;
    }

    void Record(HttpConnection connection, int operation, int code, string? followedUp, long elapsed)
    {
        var cents = plan.CentsOf(operation);
        if (code == 201 || followedUp == "completed")
            tally.Succeed(cents, elapsed);
        else if (code == 422 || followedUp == "failed")
            tally.Refuse(Problem(connection, code), elapsed);
        else
            tally.Fail(Problem(connection, code), cents, elapsed);
    }

    static string Problem(HttpConnection connection, int status)
    {
        if (status == 0)
            return $"no answer ({connection.Fault})";
        var code = JsonMember.Text(connection.Body, "code"u8) ?? JsonMember.Text(connection.Body, "status"u8);
        return code is not null
            ? $"{status} {code}"
            : $"{status} {Encoding.UTF8.GetString(connection.Body[..Math.Min(connection.Body.Length, 80)])}".TrimEnd();
    }
}
