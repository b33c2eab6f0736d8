using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_payment_is_made_with_a_card
{
    static readonly PlaceHold Payment = Wallet.Place(30m) with { CardId = Wallet.CardId };
    static readonly AccountHoldPlaced Held = Wallet.HoldPlaced(30m, heldAfter: 30m) with { CardId = Wallet.CardId };

    [Theory]
    [InlineData(CardStatus.Issued, RefusalCodes.CardNotActive)]
    [InlineData(CardStatus.Active, null)]
    [InlineData(CardStatus.Suspended, RefusalCodes.CardNotActive)]
    [InlineData(CardStatus.Expired, RefusalCodes.CardExpired)]
    public void Should_need_an_active_card(CardStatus status, string? refused)
    {
        var answer = WithCard(status).When(Payment);

        if (refused is null)
            answer.ThenOnce(Held);
        else
            answer.ThenRefused(refused);
    }

    [Fact]
    public void Should_be_refused_from_the_card_s_end_on_before_that_is_recorded()
    {
        var wallet = WithCard(CardStatus.Active);

        wallet.At(Wallet.CardEnd.AddTicks(-1)).When(Payment).ThenOnce(Held);
        wallet.At(Wallet.CardEnd).When(Payment).ThenRefused(RefusalCodes.CardExpired);
    }

    [Fact]
    public void Should_be_refused_as_expired_with_a_suspended_card_whose_time_is_over() =>
        WithCard(CardStatus.Suspended)
        .At(Wallet.CardEnd)
        .When(Payment)
        .ThenRefused(RefusalCodes.CardExpired);

    [Fact]
    public void Should_be_refused_with_the_card_of_another_account() =>
        Given([.. Wallet.New(AccountStatus.Active), Wallet.Credited(100m, after: 100m)])
            .When(Payment)
            .ThenRefused(RefusalCodes.CardNotFound);

    [Fact]
    public void Should_not_need_a_card() =>
        WithCard(CardStatus.Suspended).When(Wallet.Place(30m)).ThenOnce(Wallet.HoldPlaced(30m, heldAfter: 30m));

    [Fact]
    public void Should_name_the_account_s_status_before_the_card_s_and_the_card_s_before_the_money()
    {
        var broke = WithCard(CardStatus.Suspended).And(Wallet.Debited(100m, after: 0m));

        broke.When(Payment).ThenRefused(RefusalCodes.CardNotActive);
        broke.And(Wallet.Frozen).When(Payment).ThenRefused(RefusalCodes.AccountFrozen);
    }

    [Theory]
    [InlineData(CardStatus.Suspended)]
    [InlineData(CardStatus.Expired)]
    public void Should_be_captured_whatever_became_of_the_card(CardStatus status) =>
        Given(
            [
                .. Wallet.New(AccountStatus.Active),
                Wallet.Credited(100m, after: 100m),
                .. Wallet.CardTurned(CardStatus.Active),
                Held,
                .. Wallet.CardTurned(status)[2..],
            ])
            .When(Wallet.Capture(30m))
            .Then(Wallet.Captured(30m, after: 70m));

    static AccountSpec WithCard(CardStatus status) =>
        Given([.. Wallet.New(AccountStatus.Active), Wallet.Credited(100m, after: 100m), .. Wallet.CardTurned(status)]);
}
