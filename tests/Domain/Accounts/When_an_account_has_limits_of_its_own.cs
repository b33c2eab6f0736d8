using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>They stand in place of those that come with the level, whether they are lower or higher.</summary>
public sealed class When_an_account_has_limits_of_its_own
{
    /// <summary>Level 0 allows 50 per transaction, 100 per day, and 200 in the account.</summary>
    public static TheoryData<string, decimal> OwnLimits => new()
    {
        { "lower", 20m },
        { "equal", 50m },
        { "higher", 80m },
    };

    [Theory]
    [MemberData(nameof(OwnLimits))]
    public void Should_give_that_much_in_one_transaction(string than, decimal limit)
    {
        Assert.NotEmpty(than);
        var wallet = Limited(Wallet.LimitsChanged with { PerTransactionLimit = limit }, balance: 150m);

        wallet.When(Wallet.Debit(limit)).Then(Wallet.Debited(limit, after: 150m - limit));
        wallet.When(Wallet.Debit(limit + 0.01m)).ThenRefused(
            RefusalCodes.TransactionLimitExceeded, Numbers(limit + 0.01m, available: limit, limit));
        wallet.When(Wallet.Place(limit)).Then(Wallet.HoldPlaced(limit, heldAfter: limit));
        wallet.When(Wallet.Place(limit + 0.01m)).ThenRefused(
            RefusalCodes.TransactionLimitExceeded, Numbers(limit + 0.01m, available: limit, limit));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(130)]
    public void Should_give_that_much_in_one_day(int limit)
    {
        var wallet = Limited(Wallet.LimitsChanged with { DailyLimit = limit }, balance: 500m)
            .And(Wallet.Debited(limit - 10m, after: 510m - limit));

        wallet.When(Wallet.Debit(10m)).Then(Wallet.Debited(10m, after: 500m - limit));
        wallet.When(Wallet.Debit(10.01m)).ThenRefused(
            RefusalCodes.DailyLimitExceeded, Numbers(10.01m, available: 10m, limit));
        wallet.When(Wallet.Place(10m)).Then(Wallet.HoldPlaced(10m, heldAfter: 10m));
        wallet.When(Wallet.Place(10.01m)).ThenRefused(
            RefusalCodes.DailyLimitExceeded, Numbers(10.01m, available: 10m, limit));
    }

    [Theory]
    [InlineData(120)]
    [InlineData(200)]
    [InlineData(300)]
    public void Should_hold_that_much(int limit)
    {
        var wallet = Limited(Wallet.LimitsChanged with { MaxBalance = limit }, balance: 100m);

        wallet.When(Wallet.Credit(limit - 100m)).Then(Wallet.Credited(limit - 100m, after: limit));
        wallet.When(Wallet.Credit(limit - 99.99m)).ThenRefused(
            RefusalCodes.BalanceLimitExceeded, Numbers(limit - 99.99m, available: limit - 100m, limit));
    }

    [Fact]
    public void Should_have_those_of_its_level_again_when_its_own_are_removed() =>
        Limited(Wallet.LimitsChanged with { PerTransactionLimit = 80m }, balance: 150m)
            .And(Wallet.LimitsChanged with { KycLevel = 0 })
            .When(Wallet.Debit(50.01m))
            .ThenRefused(RefusalCodes.KycLimitExceeded, Numbers(50.01m, available: 50m, limit: 50m));

    [Fact]
    public void Should_name_the_transaction_before_the_day_and_the_day_before_the_funds()
    {
        var wallet = Limited(
            Wallet.LimitsChanged with { PerTransactionLimit = 30m, DailyLimit = 20m }, balance: 10m);

        wallet.When(Wallet.Debit(31m)).ThenRefusedWith(RefusalCodes.TransactionLimitExceeded);
        wallet.When(Wallet.Debit(21m)).ThenRefusedWith(RefusalCodes.DailyLimitExceeded);
        wallet.When(Wallet.Debit(11m)).ThenRefusedWith(RefusalCodes.InsufficientFunds);
    }

    [Fact]
    public void Should_count_the_fee_towards_the_day_and_not_towards_the_transaction()
    {
        var perTransaction = Limited(Wallet.LimitsChanged with { PerTransactionLimit = 50m }, balance: 150m);
        var daily = Limited(
            Wallet.LimitsChanged with { PerTransactionLimit = 100m, DailyLimit = 50m }, balance: 150m);

        perTransaction.When(Wallet.Place(50m) with { Fees = Wallet.Tariff }).Then(HeldWithFee(50.75m, fee: 0.75m));
        daily.When(Wallet.Place(49m) with { Fees = Wallet.Tariff }).Then(HeldWithFee(49.74m, fee: 0.74m));
        daily.When(Wallet.Place(49.5m) with { Fees = Wallet.Tariff }).ThenRefused(
            RefusalCodes.DailyLimitExceeded, Numbers(50.25m, available: 50m, limit: 50m));
    }

    [Fact]
    public void Should_give_back_what_came_in_whatever_the_limits()
    {
        var shop = Limited(
            Wallet.LimitsChanged with { PerTransactionLimit = 1m, DailyLimit = 1m }, balance: 150m);

        shop.When(Wallet.Debit(100m) with { IsReturn = true })
            .Then(Wallet.Debited(100m, after: 50m) with { IsReturn = true });
        shop.When(Wallet.Debit(150.01m) with { IsReturn = true }).ThenRefusedWith(RefusalCodes.InsufficientFunds);
    }

    [Fact]
    public void Should_not_count_what_was_given_back_as_spent() =>
        Limited(Wallet.LimitsChanged with { DailyLimit = 20m }, balance: 150m)
            .And(Wallet.Debited(100m, after: 50m) with { IsReturn = true })
            .When(Wallet.Debit(20m))
            .Then(Wallet.Debited(20m, after: 30m));

    [Fact]
    public void Should_undo_a_debit_and_a_credit_whatever_the_limits()
    {
        var wallet = Limited(
            Wallet.LimitsChanged with { PerTransactionLimit = 1m, DailyLimit = 1m, MaxBalance = 100m }, balance: 100m);

        wallet.When(Wallet.Reverse(50m)).Then(Wallet.Reversed(50m, after: 150m));
        wallet.When(Wallet.ReverseCredit(50m)).Then(Wallet.CreditReversed(50m, after: 50m));
        wallet.When(Wallet.ReverseCredit(150m)).Then(Wallet.CreditReversed(150m, after: -50m));
    }

    static AccountSpec Limited(AccountLimitsChanged limits, decimal balance) => Given(
            Wallet.Created with { KycLevel = 0 },
            Wallet.Activated,
            Wallet.Credited(balance, after: balance),
            limits with { KycLevel = 0 })
        .With(Levels.Schedule);

    static IEvent HeldWithFee(decimal total, decimal fee) =>
        Wallet.HoldPlaced(total, heldAfter: total) with { Fee = fee, FeeRule = Wallet.Rule };

    static Func<Refusal, Refusal> Numbers(decimal requested, decimal available, decimal limit) => refusal =>
        refusal with { Currency = Wallet.Usd, Requested = requested, Available = available, Limit = limit };
}
