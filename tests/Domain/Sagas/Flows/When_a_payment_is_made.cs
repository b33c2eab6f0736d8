using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

public sealed class When_a_payment_is_made : FlowTest
{
    [Fact]
    public async Task Should_be_captured_at_once_when_it_is_automatic()
    {
        await Send(Ledger.Payment("p", 10m));

        Assert.Single(Run.Commits);
        await AssertStates(("p", "Completed"));
        await AssertBalances(payer: 89.60m, shop: 60m, fees: 0.40m);
    }

    [Fact]
    public async Task Should_hold_the_money_until_it_is_captured_when_it_is_manual()
    {
        await Send(Ledger.ManualPayment("p", 10m));

        Assert.Single(Run.Commits);
        await AssertStates(("p", "Authorized"));
        await AssertBalances(payer: 100m, shop: 50m, held: 10.40m);
    }

    [Fact]
    public async Task Should_not_let_anybody_spend_what_is_held()
    {
        await Send(Ledger.ManualPayment("p", 10m), Ledger.Transfer("t", 90m));

        await AssertStates(("p", "Authorized"), ("t", "Failed insufficient_funds"));
    }

    [Fact]
    public async Task Should_take_all_of_it_when_it_is_captured_whole()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Send(Ledger.Capture("p"));

        Assert.Equal([new TransactionCommandAccepted(Ledger.IdOf("p"))], replies);
        Assert.Equal((10m, 0.40m), ((await Named("p")).CapturedAmount, (await Named("p")).Fee));
        await AssertBalances(payer: 89.60m, shop: 60m, fees: 0.40m);
    }

    [Fact]
    public async Task Should_release_the_rest_when_it_is_captured_in_part_and_charge_the_fee_for_that_part()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Send(Ledger.Capture("p", 6m));

        Assert.Equal((6m, 0.36m), ((await Named("p")).CapturedAmount, (await Named("p")).Fee));
        await AssertBalances(payer: 93.64m, shop: 56m, fees: 0.36m);
        Assert.Equal(6.36m, (await Run.AccountOf(Ledger.Payer)).Spending.Amount);
    }

    [Fact]
    public async Task Should_refuse_to_capture_more_than_is_held()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Send(Ledger.Capture("p", 10.01m));

        Assert.Equal(RefusalCodes.TransactionNotCapturable, RefusalIn(replies[0]));
        await AssertStates(("p", "Authorized"));
    }

    [Fact]
    public async Task Should_release_everything_when_it_is_voided()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Send(Ledger.Void("p"));

        Assert.IsType<TransactionCommandAccepted>(replies[0]);
        await AssertStates(("p", "Voided"));
        await AssertBalances(payer: 100m, shop: 50m);
        Assert.Equal(0m, (await Run.AccountOf(Ledger.Payer)).Spending.Amount);
    }

    [Fact]
    public async Task Should_stay_voided_when_that_is_repeated()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Send(Ledger.Void("p"));
        Run.Commits.Clear();

        var replies = await Send(Ledger.Void("p"));

        Assert.IsType<TransactionCommandAccepted>(replies[0]);
        Assert.Empty(Run.Commits.SelectMany(events => events));
    }

    [Fact]
    public async Task Should_refuse_to_capture_or_void_what_is_not_authorized()
    {
        await Send(Ledger.Payment("p", 10m), Ledger.Transfer("t", 10m));
        var replies = await Send(
            Ledger.Capture("p"), Ledger.Void("p"), Ledger.Capture("t"), Ledger.Void("t"), Ledger.Capture("none"));

        Assert.All(replies.SkipLast(1), reply => Assert.Equal(RefusalCodes.TransactionNotCapturable, RefusalIn(reply)));
        Assert.Equal(RefusalCodes.TransactionNotFound, RefusalIn(replies[^1]));
    }

    /// <summary>A suspended account keeps the promise that it made before; a frozen one does not.</summary>
    [Theory]
    [InlineData(false, "Completed")]
    [InlineData(true, "Failed account_frozen")]
    public async Task Should_be_captured_from_an_account_that_was_suspended_since(bool isFrozen, string state)
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Send(isFrozen ? Ledger.Freeze(Ledger.Payer) : new SuspendAccount(Ledger.Payer, "suspicion"));
        await Send(Ledger.Capture("p"));

        await AssertStates(("p", state));
    }

    [Fact]
    public async Task Should_release_what_is_held_of_a_frozen_account()
    {
        await Send(Ledger.ManualPayment("p", 10m), Ledger.Freeze(Ledger.Payer));
        await Send(Ledger.Void("p"));

        await AssertBalances(payer: 100m, shop: 50m);
    }
}
