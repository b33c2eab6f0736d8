using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_card_has_its_time
{
    static readonly ExpireDueCard Due = new(Wallet.Id, Wallet.CardId);
    static readonly CardExpired Over = new(Wallet.CardId, Wallet.Id, "Its time is over.", Actor: null);

    [Fact]
    public void Should_be_good_for_payments_at_once_if_that_is_wanted() => Given(Wallet.New(AccountStatus.Active))
        .When(Wallet.IssueCard with { Activate = true })
        .ThenOnce(Wallet.CardIssued, Wallet.CardActivated with { Reason = null });

    [Fact]
    public void Should_not_begin_when_it_would_be_over()
    {
        var opened = Given(Wallet.New(AccountStatus.Active));

        opened.At(Wallet.CardEnd).When(Wallet.IssueCard).ThenRefused(RefusalCodes.CardExpired);
        opened.At(Wallet.CardEnd.AddTicks(-1)).When(Wallet.IssueCard).ThenOnce(Wallet.CardIssued);
    }

    [Fact]
    public void Should_answer_with_the_card_when_its_issue_comes_again_after_its_end() =>
        Given(Wallet.New(AccountStatus.Active)).And(Wallet.CardTurned(CardStatus.Active))
            .At(Wallet.CardEnd)
            .When(Wallet.IssueCard)
            .ThenNothing();

    [Theory]
    [InlineData(CardStatus.Issued)]
    [InlineData(CardStatus.Active)]
    [InlineData(CardStatus.Suspended)]
    public void Should_come_to_its_end(CardStatus status) => Given(Wallet.New(AccountStatus.Active))
        .And(Wallet.CardTurned(status))
        .At(Wallet.CardEnd)
        .When(Due)
        .ThenOnce(Over);

    [Fact]
    public void Should_not_end_twice() => Given(Wallet.New(AccountStatus.Active))
        .And(Wallet.CardTurned(CardStatus.Expired))
        .At(Wallet.CardEnd)
        .When(Due)
        .ThenNothing();
}
