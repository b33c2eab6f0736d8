using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>A transfer costs no more round trips than a top-up.</summary>
public sealed class When_round_trips_are_counted
{
    static readonly string[] OneReadOneWrite = ["prefetch", "commit"];

    public static TheoryData<string> Kinds =>
        ["topup", "withdrawal", "transfer", "payment", "manual payment", "refund"];

    /// <summary>Nothing is in memory: another engine has just started on the same store.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_read_once_and_write_once_when_nothing_is_known(string kind)
    {
        await using var run = await Opened(new RunOptions());

        Assert.Equal(OneReadOneWrite, await RoundTripsOf(run, RequestOf(kind)));
    }

    /// <summary>The fee account is known from the first fee on; so may the others be.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_read_at_most_once_and_write_once_with_a_fee(string kind)
    {
        await using var run = await Opened(new RunOptions { Rules = Ledger.WithFees });
        await run.Send(Ledger.Transfer("first", 1m));

        var roundTrips = await RoundTripsOf(run, RequestOf(kind));

        Assert.Equal(OneReadOneWrite[^roundTrips.Count..], roundTrips);
    }

    /// <summary>Which account takes a fee follows from ledger and currency; no request names it.</summary>
    [Fact]
    public async Task Should_read_the_fee_account_by_itself_once()
    {
        await using var run = await Opened(new RunOptions { Rules = Ledger.WithFees });

        Assert.Equal(["prefetch", "prefetch", "commit"], await RoundTripsOf(run, Ledger.Transfer("first", 1m)));
        Assert.Equal(["commit"], await RoundTripsOf(run, Ledger.Transfer("second", 1m)));
    }

    /// <summary>
    /// The accounts are in memory, and the request is taken for new. (An authorization names a merchant that it does
    /// not load.)
    /// </summary>
    [Theory]
    [InlineData("topup")]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    [InlineData("refund")]
    public async Task Should_not_read_at_all_when_the_accounts_are_known(string kind)
    {
        await using var run = await Opened(new RunOptions());
        await run.Send(RequestOf(kind));

        Assert.Equal(["commit"], await RoundTripsOf(run, RequestOf(kind, "another")));
    }

    [Fact]
    public async Task Should_read_once_and_write_once_for_a_hundred()
    {
        await using var run = await Opened(new RunOptions());

        Assert.Equal(
            OneReadOneWrite,
            await RoundTripsOf(run, Enumerable.Range(1, 100).Select(number => Ledger.Transfer($"t{number}", 0.10m))));
    }

    static async Task<BillingRun> Opened(RunOptions options)
    {
        var run = await BillingRun.Start(options);
        await run.Send(Ledger.Opening);
        await run.Send(Ledger.Payment("original", 10m));
        await run.Restart(after: TimeSpan.FromMinutes(2));
        return run;
    }

    static async Task<IReadOnlyList<string>> RoundTripsOf(BillingRun run, params IEnumerable<ICommand> requests)
    {
        run.Storage.RoundTrips.Clear();
        await run.Send(requests);
        IReadOnlyList<string> roundTrips = [.. run.Storage.RoundTrips];
        await Books.AssertInOrder(run);
        return roundTrips;
    }

    static ICommand RequestOf(string kind, string key = "it") => kind switch
    {
        "topup" => Ledger.Topup(key, 10m),
        "withdrawal" => Ledger.Withdrawal(key, 10m),
        "transfer" => Ledger.Transfer(key, 10m),
        "payment" => Ledger.Payment(key, 10m),
        "manual payment" => Ledger.ManualPayment(key, 10m),
        _ => Ledger.Refund(key, "original", 5m),
    };
}
