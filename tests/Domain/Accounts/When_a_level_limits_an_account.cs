using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Limits that come with a level of identification, and those that an account has of its own.</summary>
public sealed class When_a_level_limits_an_account
{
    const decimal Plenty = 1_000_000_000m;

    /// <summary>By level and currency: the most per transaction, per day, and in the account; null: none.</summary>
    public static TheoryData<int, string, decimal?, decimal?, decimal?> Limits => new()
    {
        { 0, "USD", 50m, 100m, 200m },
        { 1, "USD", 500m, 1_000m, 2_000m },
        { 2, "USD", 5_000m, 10_000m, 20_000m },
        { 3, "USD", null, null, null },
        { 0, "JPY", 7_000m, 15_000m, 30_000m },
        { 1, "JPY", null, null, null },
        { 2, "JPY", null, null, null },
        { 3, "JPY", null, 9_000_000m, null },
        { 0, "EUR", null, null, null },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Should_give_that_much_in_one_transaction(
        int level, string currency, decimal? most, decimal? daily, decimal? balance)
    {
        Assert.True(balance is null || balance > daily);
        var limit = most ?? daily ?? 900_000m;
        var wallet = Identified(level, currency, Plenty);
        var refused = (most, daily) is (null, null) ? null : RefusalCodes.KycLimitExceeded;

        Takes(wallet, Of(Wallet.Debit(limit), currency), refused: null);
        Takes(wallet, Of(Wallet.Debit(limit + 1m), currency), refused);
        Takes(wallet, Of(Wallet.Place(limit), currency), refused: null);
        Takes(wallet, Of(Wallet.Place(limit + 1m), currency), refused);
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Should_give_that_much_in_one_day(
        int level, string currency, decimal? most, decimal? daily, decimal? balance)
    {
        Assert.True(most is null || most <= daily);
        Assert.True(balance is null || balance > daily);
        var spent = (daily ?? 900_000m) - 5m;
        var wallet = Identified(level, currency, Plenty).And(
            Of(Wallet.Debited(spent, after: Plenty - spent), currency));

        Takes(wallet, Of(Wallet.Debit(5m), currency), refused: null);
        Takes(wallet, Of(Wallet.Debit(6m), currency), daily is null ? null : RefusalCodes.KycLimitExceeded);
        Takes(wallet, Of(Wallet.Place(5m), currency), refused: null);
        Takes(wallet, Of(Wallet.Place(6m), currency), daily is null ? null : RefusalCodes.KycLimitExceeded);
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Should_hold_that_much(int level, string currency, decimal? most, decimal? daily, decimal? balance)
    {
        Assert.True(most is null || most <= daily);
        var wallet = Identified(level, currency, (balance ?? 900_000m) - 5m);

        Takes(wallet, Of(Wallet.Credit(5m), currency), refused: null);
        Takes(wallet, Of(Wallet.Credit(6m), currency), balance is null ? null : RefusalCodes.KycLimitExceeded);
    }

    [Theory]
    [InlineData(AccountKind.User, RefusalCodes.KycLimitExceeded)]
    [InlineData(AccountKind.Merchant, RefusalCodes.KycLimitExceeded)]
    [InlineData(AccountKind.Business, RefusalCodes.KycLimitExceeded)]
    [InlineData(AccountKind.External, null)]
    [InlineData(AccountKind.Fee, null)]
    [InlineData(AccountKind.System, null)]
    public void Should_limit_people_and_companies_only(AccountKind kind, string? refused)
    {
        var account = Given(
                Wallet.Created with { Kind = kind, KycLevel = 0 },
                Wallet.Activated,
                Wallet.Credited(150m, after: 150m))
            .With(Levels.Schedule);

        Takes(account, Wallet.Debit(50.01m), refused);
        Takes(account, Wallet.Place(50.01m), refused);
        Takes(account, Wallet.Credit(50.01m), refused);
    }

    [Fact]
    public void Should_say_by_how_much_a_transaction_is_too_large() => Identified(0, "USD", 150m)
        .When(Wallet.Debit(50.01m))
        .ThenRefused(RefusalCodes.KycLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 50.01m,
            Available = 50m,
            Limit = 50m,
        });

    [Fact]
    public void Should_say_how_much_is_left_of_the_day() => Identified(0, "USD", 200m)
        .And(Wallet.Debited(50m, after: 150m), Wallet.Debited(20m, after: 130m))
        .When(Wallet.Debit(30.01m))
        .ThenRefused(RefusalCodes.KycLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 30.01m,
            Available = 30m,
            Limit = 100m,
        });

    [Fact]
    public void Should_say_how_much_it_may_still_hold() => Identified(0, "USD", 150m)
        .When(Wallet.Credit(50.01m))
        .ThenRefused(RefusalCodes.KycLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 50.01m,
            Available = 50m,
            Limit = 200m,
        });

    [Fact]
    public void Should_have_nothing_left_rather_than_less_when_the_level_was_lowered_since() =>
        Identified(1, "USD", 500m)
            .And(Wallet.Debited(300m, after: 200m), Wallet.LimitsChanged with { KycLevel = 0 })
            .When(Wallet.Debit(1m))
            .ThenRefused(RefusalCodes.KycLimitExceeded, refusal => refusal with
            {
                Currency = Wallet.Usd,
                Requested = 1m,
                Available = 0m,
                Limit = 100m,
            });

    static AccountSpec Identified(int level, string currency, decimal balance) => Given(
            Wallet.Created with { KycLevel = level, Currency = new CurrencyCode(currency) },
            Wallet.Activated,
            Of(Wallet.Credited(balance, after: balance), currency))
        .With(Levels.Schedule);

    static void Takes(AccountSpec account, ICommand command, string? refused)
    {
        if (refused is null)
            account.When(command).ThenAccepted();
        else
            account.When(command).ThenRefusedWith(refused);
    }

    static DebitAccount Of(DebitAccount debit, string currency) => debit with { Amount = Of(debit.Amount, currency) };

    static PlaceHold Of(PlaceHold hold, string currency) => hold with { Amount = Of(hold.Amount, currency) };

    static CreditAccount Of(CreditAccount credit, string currency) =>
        credit with { Amount = Of(credit.Amount, currency) };

    static AccountDebited Of(AccountDebited debited, string currency) =>
        debited with { Amount = Of(debited.Amount, currency) };

    static AccountCredited Of(AccountCredited credited, string currency) =>
        credited with { Amount = Of(credited.Amount, currency) };

    static Money Of(Money amount, string currency) => amount with { Currency = new CurrencyCode(currency) };
}
