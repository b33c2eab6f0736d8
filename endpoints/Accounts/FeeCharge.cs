using System.Diagnostics;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>From a rule and an amount to a fee. The one place where fees are rounded.</summary>
static class FeeCharge
{
    public static FeeRule? RuleFor(this FeeTariff tariff, AccountKind payer) => payer switch
    {
        AccountKind.User => tariff.User,
        AccountKind.Merchant => tariff.Merchant,
        AccountKind.Business => tariff.Business,
        _ => null,
    };

    /// <summary>
    /// Fixed part and percentage, rounded as the rule says, then kept between its minimum and maximum. It has all the
    /// decimals of its currency: the shares that refunds return are cut to as many.
    /// </summary>
    public static decimal Of(FeeRule rule, decimal amount)
    {
        var fee = Round(rule.Fixed + (amount * rule.Percent / 100m), rule);
        var bounded = Math.Min(Math.Max(fee, rule.Minimum ?? 0m), rule.Maximum ?? decimal.MaxValue);
        return Amounts.AtScale(bounded, rule.Scale);
    }

    static decimal Round(decimal fee, FeeRule rule) => rule.Rounding switch
    {
        FeeRounding.HalfUp => decimal.Round(fee, rule.Scale, MidpointRounding.AwayFromZero),
        FeeRounding.HalfEven => decimal.Round(fee, rule.Scale, MidpointRounding.ToEven),
        FeeRounding.Up => decimal.Round(fee, rule.Scale, MidpointRounding.ToPositiveInfinity),
        FeeRounding.Down => decimal.Round(fee, rule.Scale, MidpointRounding.ToZero),
        _ => throw new UnreachableException($"No rounding is known by the name {rule.Rounding}."),
    };
}
