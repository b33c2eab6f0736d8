using System.Diagnostics;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>
/// Top-ups of 1.00 from several callers at once, each under a key of its own, and the history of what was answered. A
/// caller whose request fails does not know what came of it; that is settled afterwards, by asking again.
/// </summary>
sealed class Traffic : IAsyncDisposable
{
    const int Callers = 8;
    const string Ledger = "traffic";

    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly Lock _lock = new();
    readonly List<Attempt> _attempts = [];
    readonly IReadOnlyList<string> _wallets;
    ApiClient _api;
    Task _callers = Task.CompletedTask;
    volatile bool _isStopped;

    Traffic(ApiClient api, IReadOnlyList<string> wallets)
    {
        _api = api;
        _wallets = wallets;
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _attempts.Count;
        }
    }

    public int Unknown
    {
        get
        {
            lock (_lock)
                return _attempts.Count(attempt => attempt.Answer is not { Status: 201 });
        }
    }

    /// <summary>The longest time that one caller waited for an answer.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            lock (_lock)
                return _attempts.Max(attempt => attempt.Took);
        }
    }

    public static async Task<Traffic> Start(ApiClient api)
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => api.OpenWallet(Ledger)));
        var traffic = new Traffic(api, wallets);
        traffic._callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => traffic.Call(caller)));
        return traffic;
    }

    /// <summary>Waits until so many more have been answered.</summary>
    public async Task Answer(int more)
    {
        var goal = Count + more;
        var waiting = Stopwatch.StartNew();
        while (Count < goal)
        {
            var answered = Count - goal + more;
            Assert.True(waiting.Elapsed < patience, $"Only {answered} of {more} top-ups were answered in a minute.");
            await Task.Delay(5);
        }
    }

    public async Task Stop()
    {
        _isStopped = true;
        await _callers;
    }

    public async ValueTask DisposeAsync() => await Stop();

    /// <summary>
    /// Asks again, under the same keys, until all are completed: what was answered before is answered again in the same
    /// words, and money has moved once for each.
    /// </summary>
    /// <param name="besides">Transactions on the books that are none of this traffic.</param>
    public async Task Settle(ApiClient api, string database, int besides = 0)
    {
        _api = api;
        var together = new ParallelOptions { MaxDegreeOfParallelism = Callers };
        await Parallel.ForEachAsync(_attempts, together, async (attempt, _) =>
        {
            var final = await Repeat(attempt);
            if (attempt.Answer is { Status: 201 } first)
                Assert.Equal((first.Text, true), (final.Text, final.IsReplay));
            else if (attempt.Answer is { Status: 202 } accepted)
                Assert.Equal(accepted["transactionId"], final["transactionId"]);
        });
        Assert.Equal(_attempts.Count + besides, await Books.Completed(database));
        foreach (var wallet in _wallets)
            Assert.Equal($"{_attempts.Count(attempt => attempt.Wallet == wallet)}.00", await api.BalanceOf(wallet));
        await Books.AreRight(database);
    }

    async Task Call(int caller)
    {
        for (var number = 0; !_isStopped; number++)
        {
            var attempt = new Attempt($"{caller}-{number}", _wallets[((number * Callers) + caller) % _wallets.Count]);
            var asked = Stopwatch.GetTimestamp();
            attempt.Answer = await Try(attempt);
            attempt.Took = Stopwatch.GetElapsedTime(asked);
            lock (_lock)
                _attempts.Add(attempt);
            if (attempt.Answer is null or { Status: 503 })
                await Task.Delay(50);
            else
                Assert.True(attempt.Answer.Status is 201 or 202, attempt.Answer.Text);
        }
    }

    async Task<Answer> Repeat(Attempt attempt)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var answer = await Try(attempt);
            if (answer is { Status: 201 })
                return answer;
            Assert.True(waiting.Elapsed < patience, $"{attempt.Key} is not completed after a minute: {answer?.Text}");
            await Task.Delay(50);
        }
    }

    async Task<Answer?> Try(Attempt attempt)
    {
        try
        {
            return await _api.TopUp(attempt.Key, ApiClient.Amount(Ledger, attempt.Wallet, "1.00"));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    sealed record Attempt(string Key, string Wallet)
    {
        /// <summary>Null when none came.</summary>
        public Answer? Answer { get; set; }

        public TimeSpan Took { get; set; }
    }
}
