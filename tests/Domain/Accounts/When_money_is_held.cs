using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_money_is_held
{
    static readonly IEvent[] Hundred = [Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m)];

    [Fact]
    public void Should_be_set_aside_once() =>
        Given(Hundred).When(Wallet.Place(30m)).ThenOnce(Wallet.HoldPlaced(30m, heldAfter: 30m));

    [Fact]
    public void Should_be_held_beside_what_is_held_already() =>
        Given([.. Hundred, OfAnother(Wallet.HoldPlaced(30m, heldAfter: 30m))])
            .When(Wallet.Place(20m))
            .ThenOnce(Wallet.HoldPlaced(20m, heldAfter: 50m));

    [Fact]
    public void Should_keep_when_it_ends_and_what_it_was_paid_with()
    {
        var expiresAt = Wallet.Noon.AddDays(7);

        Given([.. Hundred, Wallet.CardIssued, Wallet.CardActivated])
            .When(Wallet.Place(30m) with { ExpiresAt = expiresAt, CardId = Wallet.CardId })
            .ThenOnce(Wallet.HoldPlaced(30m, heldAfter: 30m) with { ExpiresAt = expiresAt, CardId = Wallet.CardId });
    }

    [Theory]
    [InlineData(null, null, 70, "no limits: down to zero")]
    [InlineData(40, null, 30, "the minimum stays")]
    [InlineData(null, 50, 120, "the credit line is at hand")]
    [InlineData(40, 50, 80, "minimum less credit line")]
    public void Should_stop_exactly_at_the_floor(int? minBalance, int? creditLimit, int available, string because)
    {
        Assert.NotEmpty(because);
        var wallet = Given(
            Wallet.Created with { MinBalance = minBalance, CreditLimit = creditLimit },
            Wallet.Activated,
            Wallet.Credited(100m, after: 100m),
            OfAnother(Wallet.HoldPlaced(30m, heldAfter: 30m)));
        Func<Refusal, Refusal> oneCentShort = refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = available + 0.01m,
            Available = available,
            Shortfall = 0.01m,
        };

        wallet.When(Wallet.Place(available)).ThenOnce(Wallet.HoldPlaced(available, heldAfter: available + 30m));
        wallet.When(Wallet.Place(available + 0.01m)).ThenRefused(RefusalCodes.InsufficientFunds, oneCentShort);
        wallet.When(Wallet.Debit(available)).Then(Wallet.Debited(available, after: 100m - available));
        wallet.When(Wallet.Debit(available + 0.01m)).ThenRefused(RefusalCodes.InsufficientFunds, oneCentShort);
    }

    [Fact]
    public void Should_need_the_funds_for_the_fee_as_well()
    {
        var wallet = Given(Hundred);

        wallet.When(Wallet.Place(98.76m) with { Fees = Wallet.Tariff }).ThenOnce(
            Wallet.HoldPlaced(100m, heldAfter: 100m) with { Fee = 1.24m, FeeRule = Wallet.Rule });
        wallet.When(Wallet.Place(98.77m) with { Fees = Wallet.Tariff }).ThenRefused(
            RefusalCodes.InsufficientFunds, refusal => refusal with
            {
                Currency = Wallet.Usd,
                Requested = 100.01m,
                Available = 100m,
                Shortfall = 0.01m,
            });
    }

    [Theory]
    [InlineData(AccountStatus.Pending, RefusalCodes.AccountNotActive)]
    [InlineData(AccountStatus.Suspended, RefusalCodes.AccountNotActive)]
    [InlineData(AccountStatus.Frozen, RefusalCodes.AccountFrozen)]
    [InlineData(AccountStatus.Closed, RefusalCodes.AccountClosed)]
    public void Should_be_refused_unless_active(AccountStatus status, string code) =>
        Given(Wallet.New(status)).When(Wallet.Place(1m)).ThenRefused(code);

    [Fact]
    public void Should_be_refused_in_another_currency_or_ledger_and_without_an_account()
    {
        Given(Hundred)
            .When(Wallet.Place(1m) with { Amount = new Money(1m, new CurrencyCode("EUR")) })
            .ThenRefused(RefusalCodes.CurrencyMismatch);
        Given(Hundred).When(Wallet.Place(1m) with { Ledger = "other" }).ThenRefused(RefusalCodes.LedgerMismatch);
        Given().When(Wallet.Place(1m)).ThenRefused(RefusalCodes.AccountNotFound);
    }

    [Fact]
    public void Should_be_refused_once_called_off() => Given([.. Hundred, Wallet.Cancelled(MovementPart.Hold)])
        .When(Wallet.Place(1m))
        .ThenRefused(RefusalCodes.ProcessingFailed);

    [Fact]
    public void Should_stay_held_when_the_account_is_suspended_or_frozen_and_its_order_comes_again()
    {
        var wallet = Given([.. Hundred, Wallet.HoldPlaced(30m, heldAfter: 30m)]);

        wallet.And(Wallet.Suspended).When(Wallet.Place(30m)).ThenNothing();
        wallet.And(Wallet.Frozen).When(Wallet.Place(30m)).ThenNothing();
    }

    static AccountHoldPlaced OfAnother(AccountHoldPlaced hold) =>
        hold with { TransactionId = Wallet.OtherTransaction };
}
