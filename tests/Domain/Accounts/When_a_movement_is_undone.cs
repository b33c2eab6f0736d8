using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_movement_is_undone
{
    static readonly IEvent[] Debited =
        [Wallet.Created, Wallet.Activated, Wallet.Credited(30m, after: 30m), Wallet.Debited(30m, after: 0m)];

    [Fact]
    public void Should_give_back_what_a_debit_took() =>
        Given(Debited).When(Wallet.Reverse(30m)).Then(Wallet.Reversed(30m, after: 30m));

    [Theory]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Frozen)]
    [InlineData(AccountStatus.Closed)]
    public void Should_give_it_back_whatever_became_of_the_account(AccountStatus status) =>
        Given([.. Debited, .. Wallet.Turned(status)]).When(Wallet.Reverse(30m)).Then(Wallet.Reversed(30m, after: 30m));

    [Fact]
    public void Should_give_it_back_beyond_the_maximum() =>
        Given(Wallet.Created with { MaxBalance = 80m }, Wallet.Activated, Wallet.Credited(70m, after: 70m))
            .When(Wallet.Reverse(30m))
            .Then(Wallet.Reversed(30m, after: 100m));

    [Fact]
    public void Should_not_find_an_account_to_give_back_to() =>
        Given().When(Wallet.Reverse(30m)).ThenRefused(RefusalCodes.AccountNotFound);

    [Theory]
    [InlineData(MovementPart.Debit)]
    [InlineData(MovementPart.Credit)]
    public void Should_note_that_a_movement_is_called_off(MovementPart part) =>
        Given(Wallet.Created, Wallet.Activated).When(Wallet.Cancel(part)).Then(Wallet.Cancelled(part));

    [Fact]
    public void Should_add_nothing_when_a_movement_is_called_off_again() =>
        Given(Wallet.Created, Wallet.Cancelled(MovementPart.Debit))
            .When(Wallet.Cancel(MovementPart.Debit))
            .ThenNothing();

    [Theory]
    [InlineData(AccountStatus.Pending)]
    [InlineData(AccountStatus.Frozen)]
    [InlineData(AccountStatus.Closed)]
    public void Should_call_it_off_whatever_became_of_the_account(AccountStatus status) => Given(Wallet.New(status))
        .When(Wallet.Cancel(MovementPart.Credit))
        .Then(Wallet.Cancelled(MovementPart.Credit));

    [Fact]
    public void Should_note_it_even_where_no_account_is_yet_for_one_could_be_opened_before_the_retry() => Given()
        .When(Wallet.Cancel(MovementPart.Credit))
        .Then(Wallet.Cancelled(MovementPart.Credit));

    [Fact]
    public void Should_keep_both_parts_of_a_transaction_called_off()
    {
        var wallet = Given(
            Wallet.Created,
            Wallet.Activated,
            Wallet.Cancelled(MovementPart.Debit),
            Wallet.Cancelled(MovementPart.Credit));

        wallet.When(Wallet.Debit(1m)).ThenRefused(RefusalCodes.ProcessingFailed);
        wallet.When(Wallet.Credit(1m)).ThenRefused(RefusalCodes.ProcessingFailed);
    }
}
