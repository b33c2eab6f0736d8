using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_closed
{
    static readonly IEvent[] OnCredit = [Wallet.Created with { CreditLimit = 50m }, Wallet.Activated];

    public static TheoryData<string, IEvent[], decimal> NotEmpty => new()
    {
        { "a cent is left", [Wallet.Created, Wallet.Activated, Wallet.Credited(0.01m, after: 0.01m)], 0.01m },
        { "it owes a cent", [.. OnCredit, Wallet.Debited(0.01m, after: -0.01m)], -0.01m },
        { "nothing in it, but a hold on its credit", [.. OnCredit, Wallet.HoldPlaced(30m, heldAfter: 30m)], -30m },
        {
            "all of it is held",
            [Wallet.Created, Wallet.Activated, Wallet.Credited(5m, after: 5m), Wallet.HoldPlaced(5m, heldAfter: 5m)],
            0m
        },
    };

    [Theory]
    [MemberData(nameof(NotEmpty))]
    public void Should_be_refused_while_it_is_not_empty(string because, IEvent[] life, decimal available)
    {
        Assert.NotEmpty(because);

        Given(life).When(Wallet.Close).ThenRefused(
            RefusalCodes.AccountNotEmpty, refusal => refusal with { Currency = Wallet.Usd, Available = available });
        Given([.. life, Wallet.Suspended]).When(Wallet.Close).ThenRefused(
            RefusalCodes.AccountNotEmpty, refusal => refusal with { Currency = Wallet.Usd, Available = available });
    }

    [Fact]
    public void Should_be_possible_once_all_has_gone() =>
        Given(Wallet.Created, Wallet.Activated, Wallet.Credited(5m, after: 5m), Wallet.Debited(5m, after: 0m))
            .When(Wallet.Close)
            .ThenOnce(Wallet.Closed);

    [Fact]
    public void Should_be_possible_once_the_hold_has_ended() =>
        Given([.. OnCredit, Wallet.HoldPlaced(30m, heldAfter: 30m), Wallet.HoldReleased(30m, heldAfter: 0m)])
            .When(Wallet.Close)
            .ThenOnce(Wallet.Closed);

    [Fact]
    public void Should_name_the_freeze_rather_than_the_money() =>
        Given(Wallet.Created, Wallet.Activated, Wallet.Credited(5m, after: 5m), Wallet.Frozen)
            .When(Wallet.Close)
            .ThenRefused(RefusalCodes.InvalidAccountState, refusal => refusal with { Status = "frozen" });

    [Fact]
    public void Should_not_be_opened_again() =>
        Given(Wallet.New(AccountStatus.Closed)).When(Wallet.Create).ThenRefused(RefusalCodes.AccountExists);
}
