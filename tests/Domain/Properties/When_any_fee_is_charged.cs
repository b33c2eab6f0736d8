using BillingEngine.Accounts;
using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

public sealed class When_any_fee_is_charged
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void Should_never_be_negative_nor_outside_its_bounds_nor_finer_than_its_currency() => Prop
        .ForAll(Cases().ToArbitrary(), fee =>
        {
            var charged = FeeCharge.Of(fee.Rule, fee.Amount);
            return charged >= 0m
                && charged >= (fee.Rule.Minimum ?? 0m)
                && charged <= (fee.Rule.Maximum ?? decimal.MaxValue)
                && charged.Scale == fee.Rule.Scale;
        })
        .Check(Thorough);

    [Fact]
    public void Should_be_within_a_unit_of_what_it_would_be_without_rounding() => Prop
        .ForAll(Cases().ToArbitrary(), fee =>
        {
            var rule = fee.Rule with { Minimum = null, Maximum = null };
            var unit = Unit(rule.Scale);
            var rounding = FeeCharge.Of(rule, fee.Amount) - rule.Fixed - (fee.Amount * rule.Percent / 100m);
            return rule.Rounding switch
            {
                FeeRounding.Up => rounding >= 0m && rounding < unit,
                FeeRounding.Down => rounding <= 0m && rounding > -unit,
                _ => Math.Abs(rounding) <= unit / 2m,
            };
        })
        .Check(Thorough);

    [Fact]
    public void Should_never_be_less_for_more() => Prop
        .ForAll(Cases().ToArbitrary(), fee => FeeCharge.Of(fee.Rule, fee.Part) <= FeeCharge.Of(fee.Rule, fee.Amount))
        .Check(Thorough);

    /// <summary>
    /// Whatever part of a hold is captured: the amount in full, its own fee, never more than was held.
    /// </summary>
    [Fact]
    public void Should_fit_into_what_was_held_whatever_part_is_captured() => Prop
        .ForAll(Cases().ToArbitrary(), fee =>
        {
            var held = FeeCharge.Of(fee.Rule, fee.Amount);
            var account = AccountSpec.Replay(
            [
                Wallet.Created with { CreditLimit = decimal.MaxValue },
                Wallet.Activated,
                Wallet.HoldPlaced(fee.Amount + held, fee.Amount + held) with { Fee = held, FeeRule = fee.Rule },
            ]);
            var captured = AccountSpec.Decide(
                account, Wallet.Capture(fee.Part), LimitSchedule.Unlimited, Wallet.Noon);
            return captured is Decision.Accepted([AccountDebited debited])
                && debited.Amount.Amount <= fee.Amount + held
                && debited.Amount.Amount - (debited.Fee?.Amount ?? 0m) == fee.Part
                && (debited.Fee?.Amount ?? 0m) == FeeCharge.Of(fee.Rule, fee.Part);
        })
        .Check(Thorough);

    static Gen<Case> Cases() =>
        from scale in Gen.Elements(0, 2, 3, 18)
        from rounding in Gen.Elements(Enum.GetValues<FeeRounding>())
        from units in Gen.Choose(0, 500)
        from percent in Gen.Choose(0, 20_000)
        from minimum in Gen.Frequency((1, Gen.Constant(-1)), (1, Gen.Choose(0, 300)))
        from span in Gen.Frequency((1, Gen.Constant(-1)), (1, Gen.Choose(0, 3_000)))
        from amount in Gen.Choose(1, 1_000_000)
        from part in Gen.Choose(1, amount)
        let unit = Unit(scale)
        select new Case(
            new FeeRule(
                units * unit,
                percent / 1_000m,
                minimum < 0 ? null : minimum * unit,
                span < 0 ? null : (Math.Max(minimum, 0) + span) * unit,
                rounding,
                scale,
                ReturnedOnRefund: true),
            amount * unit,
            part * unit);

    /// <summary>The smallest amount of a currency.</summary>
    static decimal Unit(int scale) => new(1, 0, 0, isNegative: false, (byte)scale);

    sealed record Case(FeeRule Rule, decimal Amount, decimal Part);
}
