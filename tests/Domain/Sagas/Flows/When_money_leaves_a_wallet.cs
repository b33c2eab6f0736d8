using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

public sealed class When_money_leaves_a_wallet : FlowTest
{
    [Fact]
    public async Task Should_transfer_in_one_commit_and_charge_the_fee_on_top()
    {
        await Send(Ledger.Transfer("t", 10m));

        var (id, today) = (Ledger.IdOf("t"), DateOnly.FromDateTime(Run.Now.UtcDateTime));
        var fee = new ChargedFee(0.40m, ReturnedOnRefund: true);
        Assert.Equal(
            [
                new AccountHoldPlaced(
                    Ledger.Payer, id, Dollars(10.40m), HeldAfter: 10.40m, Ledger.Shop, "ref", Fee: 0.40m,
                    FeeRule: Ledger.Fee),
                new AccountDebited(
                    Ledger.Payer, id, Dollars(10.40m), BalanceAfter: 89.60m, Ledger.Shop, "ref", HeldAfter: 0m, fee),
                new AccountCredited(
                    Ledger.Fees, id, Dollars(0.40m), BalanceAfter: 0.40m, Ledger.Payer, "ref", MovementPart.Fee),
                new AccountCredited(Ledger.Shop, id, Dollars(10m), BalanceAfter: 60m, Ledger.Payer, "ref"),
                new TransactionCompleted(id, fee),
            ],
            Assert.Single(Run.Commits).Where(e => e is not (TransferRequested or AccountCreated or AccountActivated)));
        Assert.Equal(new(today, 10.40m), (await Run.AccountOf(Ledger.Payer)).Spending);
    }

    [Fact]
    public async Task Should_withdraw_to_the_world_and_charge_the_fee_on_top()
    {
        await Send(Ledger.Withdrawal("w", 98.41m));

        await AssertStates(("w", "Completed"));
        await AssertBalances(payer: 0.31m, shop: 50m, fees: 1.28m);
        Assert.Equal(-150m + 98.41m, await Run.BalanceOf(Ledger.World));
    }

    [Fact]
    public async Task Should_charge_no_fee_where_there_is_none_for_the_kind_of_account()
    {
        await Send(Ledger.Transfer("t", 10m) with
        {
            SourceAccountId = Ledger.Shop,
            DestinationAccountId = Ledger.Payer,
        });

        Assert.Null((await Named("t")).Fee);
        await AssertBalances(payer: 110m, shop: 40m);
    }

    [Fact]
    public async Task Should_do_nothing_for_a_repeat()
    {
        await Send(Ledger.Transfer("t", 10m), Ledger.Transfer("t", 10m));
        await Send(Ledger.Transfer("t", 10m));

        await AssertBalances(payer: 89.60m, shop: 60m, fees: 0.40m);
    }

    /// <summary>Each transfer sees what those before it in the unit have left.</summary>
    [Fact]
    public async Task Should_not_spend_the_same_money_twice_at_once()
    {
        await Send(Enumerable.Range(1, 20).Select(number => Ledger.Transfer($"t{number}", 9.60m)));

        var states = (await Books.Of(Run)).Transactions.Values
            .Where(one => one.Type == TransactionType.Transfer)
            .CountBy(one => (one.Status, one.Failure?.Code))
            .ToDictionary();
        Assert.Equal(10, states[(TransactionStatus.Completed, null)]);
        Assert.Equal(10, states[(TransactionStatus.Failed, RefusalCodes.InsufficientFunds)]);
        await AssertBalances(payer: 0m, shop: 146m, fees: 4.00m);
    }

    [Fact]
    public async Task Should_move_the_money_on_in_the_same_unit()
    {
        await Send(
            Ledger.Transfer("there", 90m),
            Ledger.Transfer("back", 140m) with { SourceAccountId = Ledger.Shop, DestinationAccountId = Ledger.Payer },
            Ledger.Withdrawal("out", 140m));

        await AssertStates(("there", "Completed"), ("back", "Completed"), ("out", "Completed"));
        Assert.Single(Run.Commits);
        await AssertBalances(payer: 7.10m, shop: 0m, fees: 2.90m);
    }

    static Money Dollars(decimal amount) => new(amount, Ledger.Usd);
}
