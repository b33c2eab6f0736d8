using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_activated
{
    static readonly ActivateAccount Activate = new(Wallet.Id, "papers are in order");

    [Fact]
    public void Should_become_active_from_pending() =>
        Given(Wallet.Created).When(Activate).Then(new AccountActivated(Wallet.Id, "papers are in order"));

    [Fact]
    public void Should_add_nothing_when_repeated() =>
        Given(Wallet.Created, Wallet.Activated).When(Activate).ThenNothing();

    [Theory]
    [InlineData(AccountStatus.Suspended, "suspended")]
    [InlineData(AccountStatus.Frozen, "frozen")]
    [InlineData(AccountStatus.Closed, "closed")]
    public void Should_be_refused_from_any_other_state(AccountStatus status, string name) => Given(Wallet.Created)
        .InStatus(status)
        .When(Activate)
        .ThenRefused(RefusalCodes.InvalidAccountState, refusal => refusal with { Status = name });

    [Fact]
    public void Should_be_refused_when_there_is_no_account() =>
        Given().When(Activate).ThenRefused(RefusalCodes.AccountNotFound);
}
