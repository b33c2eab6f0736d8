using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>
/// One after the other, all in one unit, or all under way at once: together they never exceed what was moved.
/// </summary>
public abstract class When_a_transaction_is_refunded : FlowTest
{
    private protected override RunOptions Options { get; } = new();

    [Fact]
    public async Task Should_give_all_of_it_back()
    {
        await Send(Ledger.Payment("p", 10m));
        await Send(Ledger.Refund("r", "p", 10m));

        await AssertStates(("r", "Completed"), ("p", "Completed"));
        Assert.Equal(10m, (await Named("p")).RefundedAmount);
        Assert.Equal(Ledger.IdOf("p"), (await Named("r")).OriginalTransactionId);
        await AssertBalances(payer: 100m, shop: 50m);
    }

    [Fact]
    public async Task Should_give_parts_of_it_back_until_nothing_is_left()
    {
        await Send(Ledger.Payment("p", 10m));
        foreach (var (key, amount) in new[] { ("a", 2m), ("b", 7.99m), ("c", 0.02m), ("d", 0.01m), ("e", 0.01m) })
            await Send(Ledger.Refund(key, "p", amount));

        await AssertStates(
            ("a", "Completed"),
            ("b", "Completed"),
            ("c", "Failed refund_exceeds_remaining"),
            ("d", "Completed"),
            ("e", "Failed refund_exceeds_remaining"));
        await AssertBalances(payer: 100m, shop: 50m);
    }

    [Fact]
    public async Task Should_give_it_back_once_when_that_is_repeated()
    {
        await Send(Ledger.Payment("p", 10m));
        await Send(Ledger.Refund("r", "p", 4m), Ledger.Refund("r", "p", 4m));
        await Send(Ledger.Refund("r", "p", 4m));

        await AssertBalances(payer: 94m, shop: 56m);
    }

    /// <summary>Those that come first are served as long as anything is left for them; none is cut short.</summary>
    [Fact]
    public async Task Should_serve_exactly_those_that_fit_when_many_come_at_once()
    {
        await Send(Ledger.Payment("p", 10m));
        decimal[] amounts = [3m, 4m, 4m, 2m, 2m, 1m, 1m];
        await Send(amounts.Select((amount, index) => Ledger.Refund($"r{index}", "p", amount)));

        var books = await Books.Of(Run);
        var served = amounts.Where((_, index) => books.StateOf($"r{index}") == "Completed");
        Assert.Equal(10m, served.Sum());
        Assert.Equal(10m, books.Named("p").RefundedAmount);
        await AssertBalances(payer: 100m, shop: 50m);
    }

    [Fact]
    public async Task Should_give_back_what_a_failed_refund_had_reserved()
    {
        await Send(Ledger.Payment("p", 10m));
        await Send(Ledger.Freeze(Ledger.Payer));
        await Send(Ledger.Refund("a", "p", 10m));
        await Send(new Messages.Accounts.UnfreezeAccount(Ledger.Payer, "no suspicion"));
        await Send(Ledger.Refund("b", "p", 10m));

        await AssertStates(("a", "Failed account_frozen"), ("b", "Completed"));
        await AssertBalances(payer: 100m, shop: 50m);
    }

    [Fact]
    public async Task Should_give_a_topup_back_to_the_world()
    {
        await Send(Ledger.Topup("t", 10m));
        await Send(Ledger.Refund("r", "t", 6m) with
        {
            SourceAccountId = Ledger.Payer,
            DestinationAccountId = Ledger.World,
        });

        await AssertStates(("r", "Completed"));
        await AssertBalances(payer: 104m, shop: 50m);
        Assert.Equal(-154m, await Run.BalanceOf(Ledger.World));
    }

    [Fact]
    public async Task Should_give_a_transfer_back_and_not_count_that_as_spent()
    {
        await Send(Ledger.Limits(Ledger.Shop) with { DailyLimit = 1m, PerTransactionLimit = 1m });
        await Send(Ledger.Transfer("t", 10m));
        await Send(Ledger.Refund("r", "t", 10m));

        await AssertStates(("r", "Completed"));
        Assert.Equal(0m, (await Run.AccountOf(Ledger.Shop)).Spending.Amount);
    }

    [Fact]
    public async Task Should_give_back_no_more_of_a_payment_than_was_captured()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Send(Ledger.Capture("p", 6m));
        await Send(Ledger.Refund("a", "p", 6.01m));
        await Send(Ledger.Refund("b", "p", 6m));

        await AssertStates(("a", "Failed refund_exceeds_remaining"), ("b", "Completed"));
    }

    [Fact]
    public async Task Should_refuse_what_cannot_be_refunded()
    {
        await Send(
            Ledger.Payment("p", 10m),
            Ledger.Withdrawal("w", 10m),
            Ledger.Transfer("failed", 1000m),
            Ledger.ManualPayment("open", 10m));
        await Send(Ledger.Refund("r", "p", 5m));
        await Send(
            Ledger.Refund("of refund", "r", 1m),
            Ledger.Refund("of withdrawal", "w", 1m),
            Ledger.Refund("of failed", "failed", 1m),
            Ledger.Refund("of open", "open", 1m),
            Ledger.Refund("of nothing", "nothing", 1m));

        const string Not = $"Failed {RefusalCodes.TransactionNotRefundable}";
        await AssertStates(
            ("of refund", Not),
            ("of withdrawal", Not),
            ("of failed", Not),
            ("of open", Not),
            ("of nothing", $"Failed {RefusalCodes.TransactionNotFound}"));
        await AssertBalances(payer: 85m, shop: 55m, held: 10m);
    }
}

public sealed class When_a_transaction_is_refunded_in_one_unit : When_a_transaction_is_refunded;

public sealed class When_a_transaction_is_refunded_in_many_units : When_a_transaction_is_refunded
{
    private protected override RunOptions Options { get; } = RunOptions.EachMessageAlone;
}
