using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_hold_is_captured
{
    static readonly DateTimeOffset Expiry = Wallet.Noon.AddDays(7);

    static readonly IEvent[] Hundred = [Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m)];

    static readonly IEvent[] Held =
        [.. Hundred, Wallet.HoldPlaced(60m, heldAfter: 60m) with { ExpiresAt = Expiry }];

    /// <summary>A hold of 60, captured in part; what is not taken is available again.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(59)]
    [InlineData(1)]
    public void Should_take_what_is_captured_and_release_the_rest(int amount) => Given(Held)
        .When(Wallet.Capture(amount))
        .Then(Wallet.Captured(amount, after: 100m - amount));

    [Fact]
    public void Should_leave_other_holds_alone() =>
        Given(
            [
                .. Held,
                Wallet.HoldPlaced(25m, heldAfter: 85m) with { TransactionId = Wallet.OtherTransaction },
            ])
            .When(Wallet.Capture(40m))
            .Then(Wallet.Captured(40m, after: 60m, heldAfter: 25m));

    [Fact]
    public void Should_have_the_rest_at_hand_again() => Given([.. Held, Wallet.Captured(10m, after: 90m)])
        .When(Wallet.Debit(90m))
        .Then(Wallet.Debited(90m, after: 0m));

    [Fact]
    public void Should_give_no_more_than_is_held() => Given(Held)
        .When(Wallet.Capture(60.01m))
        .ThenRefused(RefusalCodes.TransactionNotCapturable, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 60.01m,
            Available = 60m,
            Limit = 60m,
        });

    /// <summary>60 and a fee of 85 cents are held. The fee is that of what is captured.</summary>
    public static TheoryData<decimal, decimal, string> Fees => new()
    {
        { 60m, 0.85m, "all: 0.25 + 0.60" },
        { 59.99m, 0.85m, "0.25 + 0.5999, rounded" },
        { 40m, 0.65m, "0.25 + 0.40" },
        { 4m, 0.30m, "0.25 + 0.04, but 0.30 at least" },
    };

    [Theory]
    [MemberData(nameof(Fees))]
    public void Should_charge_the_fee_for_what_is_captured(decimal amount, decimal fee, string because)
    {
        Assert.NotEmpty(because);
        Given([.. Hundred, Wallet.HoldPlaced(60.85m, heldAfter: 60.85m) with { Fee = 0.85m, FeeRule = Wallet.Rule }])
            .When(Wallet.Capture(amount))
            .Then(Wallet.Captured(amount + fee, after: 100m - amount - fee, fee: fee));
    }

    [Fact]
    public void Should_not_take_the_fee_that_is_held_for_more_goods()
    {
        var held = Given(
            [.. Hundred, Wallet.HoldPlaced(60.85m, heldAfter: 60.85m) with { Fee = 0.85m, FeeRule = Wallet.Rule }]);

        held.When(Wallet.Capture(60.01m)).ThenRefused(RefusalCodes.TransactionNotCapturable, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 60.01m,
            Available = 60m,
            Limit = 60m,
        });
    }

    [Fact]
    public void Should_name_no_fee_where_the_rule_asks_none()
    {
        var free = Wallet.Rule with { Fixed = 0m, Minimum = null, Rounding = FeeRounding.Down };

        Given([.. Hundred, Wallet.HoldPlaced(60.60m, heldAfter: 60.60m) with { Fee = 0.60m, FeeRule = free }])
            .When(Wallet.Capture(0.99m))
            .Then(Wallet.Captured(0.99m, after: 99.01m));
    }

    [Fact]
    public void Should_say_whether_refunds_return_the_fee()
    {
        var kept = Wallet.Rule with { ReturnedOnRefund = false };

        Given([.. Hundred, Wallet.HoldPlaced(60.85m, heldAfter: 60.85m) with { Fee = 0.85m, FeeRule = kept }])
            .When(Wallet.Capture(60m))
            .Then(Wallet.Captured(60.85m, after: 39.15m) with { Fee = new ChargedFee(0.85m, ReturnedOnRefund: false) });
    }

    [Fact]
    public void Should_be_possible_until_the_hold_ends_and_not_at_that_moment()
    {
        Given(Held).At(Expiry.AddTicks(-1)).When(Wallet.Capture(60m)).Then(Wallet.Captured(60m, after: 40m));
        Given(Held).At(Expiry).When(Wallet.Capture(60m)).ThenRefused(RefusalCodes.ReservationExpired);
        Given(Held).At(Expiry.ToOffset(TimeSpan.FromHours(9)))
            .When(Wallet.Capture(60m))
            .ThenRefused(RefusalCodes.ReservationExpired);
    }

    [Fact]
    public void Should_be_possible_for_ever_where_the_hold_has_no_end() =>
        Given([.. Hundred, Wallet.HoldPlaced(60m, heldAfter: 60m)])
            .At(Wallet.Noon.AddYears(100))
            .When(Wallet.Capture(60m))
            .Then(Wallet.Captured(60m, after: 40m));

    public static TheoryData<string, IEvent> Ends => new()
    {
        { "captured", Wallet.Captured(60m, after: 40m) },
        { "captured in part", Wallet.Captured(1m, after: 99m) },
        { "released", Wallet.HoldReleased(60m, heldAfter: 0m) },
        { "expired", Wallet.HoldExpired(60m, heldAfter: 0m) },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Should_be_refused_once_the_hold_has_ended(string how, IEvent end)
    {
        Assert.NotEmpty(how);
        Given([.. Held, end]).When(Wallet.Capture(1m)).ThenRefused(RefusalCodes.ReservationExpired);
    }

    [Fact]
    public void Should_be_refused_when_nothing_was_held_or_there_is_no_account()
    {
        Given(Hundred).When(Wallet.Capture(1m)).ThenRefused(RefusalCodes.ReservationExpired);
        Given().When(Wallet.Capture(1m)).ThenRefused(RefusalCodes.AccountNotFound);
    }

    [Fact]
    public void Should_be_refused_once_called_off() => Given([.. Held, Wallet.Cancelled(MovementPart.Debit)])
        .When(Wallet.Capture(60m))
        .ThenRefused(RefusalCodes.ProcessingFailed);

    [Fact]
    public void Should_give_what_was_promised_before_the_account_was_suspended() =>
        Given([.. Held, Wallet.Suspended]).When(Wallet.Capture(60m)).Then(Wallet.Captured(60m, after: 40m));

    [Fact]
    public void Should_be_refused_while_the_account_is_frozen_and_possible_after() => Given([.. Held, Wallet.Frozen])
        .ThenAlso(frozen => frozen.When(Wallet.Capture(60m)).ThenRefused(RefusalCodes.AccountFrozen))
        .And(Wallet.Unfrozen(AccountStatus.Active))
        .When(Wallet.Capture(60m))
        .Then(Wallet.Captured(60m, after: 40m));

    [Fact]
    public void Should_not_mind_limits_that_were_set_since() =>
        Given([.. Held, Wallet.LimitsChanged with { PerTransactionLimit = 1m, DailyLimit = 1m }])
            .When(Wallet.Capture(60m))
            .Then(Wallet.Captured(60m, after: 40m));
}
