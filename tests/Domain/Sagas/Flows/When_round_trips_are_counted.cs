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

    /// <summary>The fee account is known from the first fee on.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_read_once_and_write_once_with_a_fee(string kind)
    {
        await using var run = await Opened(new RunOptions { Rules = Ledger.WithFees });
        await run.Send(Ledger.Transfer("first", 1m));

        Assert.Equal(OneReadOneWrite, await RoundTripsOf(run, RequestOf(kind)));
    }

    /// <summary>Which account takes a fee follows from ledger and currency; no request names it.</summary>
    [Fact]
    public async Task Should_read_the_fee_account_by_itself_once()
    {
        await using var run = await Opened(new RunOptions { Rules = Ledger.WithFees });

        Assert.Equal(["prefetch", "prefetch", "commit"], await RoundTripsOf(run, Ledger.Transfer("first", 1m)));
        Assert.Equal(OneReadOneWrite, await RoundTripsOf(run, Ledger.Transfer("second", 1m)));
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

    static ICommand RequestOf(string kind) => kind switch
    {
        "topup" => Ledger.Topup("it", 10m),
        "withdrawal" => Ledger.Withdrawal("it", 10m),
        "transfer" => Ledger.Transfer("it", 10m),
        "payment" => Ledger.Payment("it", 10m),
        "manual payment" => Ledger.ManualPayment("it", 10m),
        _ => Ledger.Refund("it", "original", 5m),
    };
}
