using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_debited
{
    static readonly IEvent[] Hundred = [Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m)];

    [Fact]
    public void Should_hold_less() =>
        Given(Hundred).When(Wallet.Debit(30.25m)).Then(Wallet.Debited(30.25m, after: 69.75m));

    [Fact]
    public void Should_give_its_last_cent() =>
        Given(Hundred).When(Wallet.Debit(100m)).Then(Wallet.Debited(100m, after: 0m));

    [Fact]
    public void Should_be_refused_one_cent_later_with_the_numbers() => Given(Hundred)
        .When(Wallet.Debit(100.01m))
        .ThenRefused(RefusalCodes.InsufficientFunds, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 100.01m,
            Available = 100m,
            Shortfall = 0.01m,
        });

    [Theory]
    [InlineData(null, null, 100, "no limits: down to zero")]
    [InlineData(40, null, 60, "the minimum stays")]
    [InlineData(null, 50, 150, "the credit line is at hand")]
    [InlineData(40, 50, 110, "minimum less credit line")]
    [InlineData(-25, null, 125, "a negative minimum")]
    public void Should_stop_exactly_at_its_floor(int? minBalance, int? creditLimit, int available, string because)
    {
        Assert.NotEmpty(because);
        var wallet = Given(
            Wallet.Created with { MinBalance = minBalance, CreditLimit = creditLimit },
            Wallet.Activated,
            Wallet.Credited(100m, after: 100m));

        wallet.When(Wallet.Debit(available)).Then(Wallet.Debited(available, after: 100m - available));
        wallet.When(Wallet.Debit(available + 0.01m)).ThenRefused(RefusalCodes.InsufficientFunds, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = available + 0.01m,
            Available = available,
            Shortfall = 0.01m,
        });
    }

    [Fact]
    public void Should_go_below_zero_when_it_is_the_world_outside() =>
        Given(Wallet.Created with { Kind = AccountKind.External }, Wallet.Activated)
            .When(Wallet.Debit(1_000_000m))
            .Then(Wallet.Debited(1_000_000m, after: -1_000_000m));

    [Fact]
    public void Should_stop_at_a_minimum_that_even_the_world_outside_was_given()
    {
        var world = Given(Wallet.Created with { Kind = AccountKind.External, MinBalance = -500m }, Wallet.Activated);

        world.When(Wallet.Debit(500m)).Then(Wallet.Debited(500m, after: -500m));
        world.When(Wallet.Debit(501m)).ThenRefused(RefusalCodes.InsufficientFunds, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 501m,
            Available = 500m,
            Shortfall = 1m,
        });
    }

    [Fact]
    public void Should_be_refused_in_another_currency() => Given(Hundred)
        .When(Wallet.Debit(1m) with { Amount = new Money(1m, new CurrencyCode("EUR")) })
        .ThenRefused(RefusalCodes.CurrencyMismatch);

    [Fact]
    public void Should_be_refused_in_another_ledger() => Given(Hundred)
        .When(Wallet.Debit(1m) with { Ledger = "other" })
        .ThenRefused(RefusalCodes.LedgerMismatch);

    [Fact]
    public void Should_be_refused_when_there_is_no_account() =>
        Given().When(Wallet.Debit(1m)).ThenRefused(RefusalCodes.AccountNotFound);

    [Theory]
    [InlineData(AccountStatus.Pending, RefusalCodes.AccountNotActive)]
    [InlineData(AccountStatus.Suspended, RefusalCodes.AccountNotActive)]
    [InlineData(AccountStatus.Frozen, RefusalCodes.AccountFrozen)]
    [InlineData(AccountStatus.Closed, RefusalCodes.AccountClosed)]
    public void Should_be_refused_unless_active(AccountStatus status, string code) =>
        Given(Wallet.New(status)).When(Wallet.Debit(1m)).ThenRefused(code);

    [Fact]
    public void Should_be_refused_once_called_off() => Given([.. Hundred, Wallet.Cancelled(MovementPart.Debit)])
        .When(Wallet.Debit(1m))
        .ThenRefused(RefusalCodes.ProcessingFailed);

    [Fact]
    public void Should_not_mind_that_another_transaction_was_called_off() =>
        Given([.. Hundred, Wallet.Cancelled(MovementPart.Debit) with { TransactionId = Wallet.OtherTransaction }])
            .When(Wallet.Debit(1m))
            .Then(Wallet.Debited(1m, after: 99m));

    [Fact]
    public void Should_not_mind_that_the_other_part_was_called_off() =>
        Given([.. Hundred, Wallet.Cancelled(MovementPart.Credit)])
            .When(Wallet.Debit(1m))
            .Then(Wallet.Debited(1m, after: 99m));
}
