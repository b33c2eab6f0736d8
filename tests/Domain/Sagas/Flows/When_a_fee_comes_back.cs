using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

public sealed class When_a_fee_comes_back
{
    /// <summary>
    /// What a payment is of, what of it is captured, which parts are refunded one after the other, and what of the fee
    /// comes back with each.
    /// </summary>
    public static TheoryData<string, decimal, decimal, decimal[], decimal[]> Shares => new()
    {
        { "all at once", 10m, 10m, [10m], [0.40m] },
        { "in halves", 10m, 10m, [5m, 5m], [0.20m, 0.20m] },
        { "cut to cents, the rest at last", 10m, 10m, [3.33m, 3.33m, 3.34m], [0.13m, 0.13m, 0.14m] },
        { "too small for a cent", 10m, 10m, [0.10m, 9.90m], [0m, 0.40m] },
        { "of what was captured", 10m, 6m, [3m, 3m], [0.18m, 0.18m] },
        { "of which something is left", 10m, 10m, [2.50m], [0.10m] },
    };

    [Theory]
    [MemberData(nameof(Shares))]
    public async Task Should_be_in_proportion_to_what_is_refunded(
        string what, decimal amount, decimal captured, decimal[] refunds, decimal[] fees)
    {
        Assert.NotEmpty(what);
        Assert.Equal(fees, await FeesReturned(Ledger.Fee, amount, captured, refunds));
    }

    [Fact]
    public async Task Should_not_be_if_the_rule_says_so() => Assert.Equal(
        [0m, 0m], await FeesReturned(Ledger.Fee with { ReturnedOnRefund = false }, 10m, 10m, [5m, 5m]));

    /// <summary>
    /// Limits of fees may be written without decimals; shares have those of the currency all the same.
    /// </summary>
    [Fact]
    public async Task Should_be_in_proportion_also_when_the_fee_is_a_round_number()
    {
        decimal[] halves = [0.50m, 0.50m];
        Assert.Equal(halves, await FeesReturned(Ledger.Fee with { Maximum = 1m }, 90m, 90m, [45m, 45m]));
        Assert.Equal(halves, await FeesReturned(Ledger.Fee with { Minimum = 1m }, 10m, 10m, [5m, 5m]));
        Assert.Equal(halves, await FeesReturned(Ledger.Fee with { Fixed = 1m, Percent = 0m }, 10m, 10m, [5m, 5m]));
    }

    [Fact]
    public async Task Should_be_whole_together_when_refunds_fail_in_between()
    {
        await using var run = await Opened(Ledger.Fee);
        await run.Send(Ledger.Payment("p", 10m));
        await run.Send(Ledger.Refund("a", "p", 3.33m));
        await run.Send(Ledger.Freeze(Ledger.Payer));
        await run.Send(Ledger.Refund("failed", "p", 6.67m));
        await run.Send(new UnfreezeAccount(Ledger.Payer, "no suspicion"));
        await run.Send(Ledger.Refund("b", "p", 3.33m), Ledger.Refund("c", "p", 3.34m));

        var books = await Books.AssertInOrder(run);
        Assert.Equal("Failed account_frozen", books.StateOf("failed"));
        Assert.Equal(100m, await run.BalanceOf(Ledger.Payer));
        Assert.Equal(0m, await run.BalanceOf(Ledger.Fees));
    }

    static async Task<decimal[]> FeesReturned(FeeRule rule, decimal amount, decimal captured, decimal[] refunds)
    {
        await using var run = await Opened(rule);
        await run.Send(Ledger.ManualPayment("p", amount));
        await run.Send(Ledger.Capture("p", captured));
        for (var number = 0; number < refunds.Length; number++)
            await run.Send(Ledger.Refund($"r{number}", "p", refunds[number]));

        var books = await Books.AssertInOrder(run);
        return [.. refunds.Select((_, number) => books.Named($"r{number}").Fee ?? 0m)];
    }

    static async Task<BillingRun> Opened(FeeRule rule)
    {
        var run = await BillingRun.Start(new RunOptions { Rules = Ledger.Rules(rule) });
        await run.Send(Ledger.Opening);
        return run;
    }
}
