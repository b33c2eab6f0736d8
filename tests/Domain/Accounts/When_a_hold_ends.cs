using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Released or expired: what was held is available again.</summary>
public sealed class When_a_hold_ends
{
    static readonly IEvent[] Hundred = [Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m)];

    static readonly IEvent[] Held = [.. Hundred, Wallet.HoldPlaced(60m, heldAfter: 60m)];

    [Fact]
    public void Should_be_released_once() =>
        Given(Held).When(Wallet.Release).ThenOnce(Wallet.HoldReleased(60m, heldAfter: 0m));

    [Fact]
    public void Should_expire_once() =>
        Given(Held).When(Wallet.Expire).ThenOnce(Wallet.HoldExpired(60m, heldAfter: 0m));

    [Fact]
    public void Should_leave_other_holds_alone()
    {
        var wallet = Given(
            [.. Held, Wallet.HoldPlaced(25m, heldAfter: 85m) with { TransactionId = Wallet.OtherTransaction }]);

        wallet.When(Wallet.Release).ThenOnce(Wallet.HoldReleased(60m, heldAfter: 25m));
        wallet.When(Wallet.Expire).ThenOnce(Wallet.HoldExpired(60m, heldAfter: 25m));
    }

    [Fact]
    public void Should_give_back_the_fee_too() =>
        Given([.. Hundred, Wallet.HoldPlaced(60.85m, heldAfter: 60.85m) with { Fee = 0.85m, FeeRule = Wallet.Rule }])
            .When(Wallet.Release)
            .ThenOnce(Wallet.HoldReleased(60.85m, heldAfter: 0m));

    public static TheoryData<string, IEvent> Ends => new()
    {
        { "released", Wallet.HoldReleased(60m, heldAfter: 0m) },
        { "expired", Wallet.HoldExpired(60m, heldAfter: 0m) },
        { "captured", Wallet.Captured(60m, after: 40m) },
        { "captured in part", Wallet.Captured(10m, after: 90m) },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Should_add_nothing_when_it_has_ended_already(string how, IEvent end)
    {
        Assert.NotEmpty(how);
        Given([.. Held, end]).When(Wallet.Release).ThenNothing();
        Given([.. Held, end]).When(Wallet.Expire).ThenNothing();
    }

    [Fact]
    public void Should_add_nothing_when_nothing_was_held_or_there_is_no_account()
    {
        Given(Hundred).When(Wallet.Release).ThenNothing();
        Given(Hundred).When(Wallet.Expire).ThenNothing();
        Given().When(Wallet.Release).ThenNothing();
        Given().When(Wallet.Expire).ThenNothing();
    }

    [Theory]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Frozen)]
    public void Should_be_possible_whatever_became_of_the_account(AccountStatus status)
    {
        var wallet = Given([.. Held, .. Wallet.Turned(status)]);

        wallet.When(Wallet.Release).ThenOnce(Wallet.HoldReleased(60m, heldAfter: 0m));
        wallet.When(Wallet.Expire).ThenOnce(Wallet.HoldExpired(60m, heldAfter: 0m));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Should_have_at_hand_what_was_not_captured(string how, IEvent end)
    {
        var left = how switch
        {
            "captured" => 40m,
            "captured in part" => 90m,
            _ => 100m,
        };

        Given([.. Held, end]).When(Wallet.Debit(left)).Then(Wallet.Debited(left, after: 0m));
        Given([.. Held, end]).When(Wallet.Debit(left + 0.01m)).ThenRefusedWith(RefusalCodes.InsufficientFunds);
    }
}
