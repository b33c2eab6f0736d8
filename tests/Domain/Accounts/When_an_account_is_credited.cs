using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_credited
{
    static readonly IEvent[] Empty = [Wallet.Created, Wallet.Activated];

    [Fact]
    public void Should_hold_more() =>
        Given(Empty).When(Wallet.Credit(30.25m)).Then(Wallet.Credited(30.25m, after: 30.25m));

    [Fact]
    public void Should_add_to_what_is_there() =>
        Given([.. Empty, Wallet.Credited(10m, after: 10m), Wallet.Debited(4m, after: 6m)])
            .When(Wallet.Credit(0.5m))
            .Then(Wallet.Credited(0.5m, after: 6.5m));

    [Fact]
    public void Should_stop_exactly_at_its_maximum()
    {
        var wallet = Given(
            Wallet.Created with { MaxBalance = 100m }, Wallet.Activated, Wallet.Credited(60m, after: 60m));

        wallet.When(Wallet.Credit(40m)).Then(Wallet.Credited(40m, after: 100m));
        wallet.When(Wallet.Credit(40.01m)).ThenRefused(RefusalCodes.BalanceLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 40.01m,
            Available = 40m,
            Limit = 100m,
        });
    }

    [Fact]
    public void Should_be_refused_in_another_currency() => Given(Empty)
        .When(Wallet.Credit(1m) with { Amount = new Money(1m, new CurrencyCode("EUR")) })
        .ThenRefused(RefusalCodes.CurrencyMismatch);

    [Fact]
    public void Should_be_refused_in_another_ledger() => Given(Empty)
        .When(Wallet.Credit(1m) with { Ledger = "other" })
        .ThenRefused(RefusalCodes.LedgerMismatch);

    [Fact]
    public void Should_be_refused_when_there_is_no_account() =>
        Given().When(Wallet.Credit(1m)).ThenRefused(RefusalCodes.AccountNotFound);

    [Theory]
    [InlineData(AccountStatus.Pending, RefusalCodes.AccountNotActive)]
    [InlineData(AccountStatus.Frozen, RefusalCodes.AccountFrozen)]
    [InlineData(AccountStatus.Closed, RefusalCodes.AccountClosed)]
    public void Should_be_refused_unless_open_for_money(AccountStatus status, string code) =>
        Given(Wallet.New(status)).When(Wallet.Credit(1m)).ThenRefused(code);

    [Fact]
    public void Should_still_take_money_when_suspended() => Given(Wallet.New(AccountStatus.Suspended))
        .When(Wallet.Credit(1m))
        .Then(Wallet.Credited(1m, after: 1m));

    [Fact]
    public void Should_be_refused_once_called_off() => Given([.. Empty, Wallet.Cancelled(MovementPart.Credit)])
        .When(Wallet.Credit(1m))
        .ThenRefused(RefusalCodes.ProcessingFailed);

    [Fact]
    public void Should_not_mind_that_the_other_part_was_called_off() =>
        Given([.. Empty, Wallet.Cancelled(MovementPart.Debit)])
            .When(Wallet.Credit(1m))
            .Then(Wallet.Credited(1m, after: 1m));

    [Fact]
    public void Should_be_refused_once_called_off_even_before_the_account_was_there() =>
        Given([Wallet.Cancelled(MovementPart.Credit), .. Empty])
            .When(Wallet.Credit(1m))
            .ThenRefused(RefusalCodes.ProcessingFailed);
}
