using System.Text.Json.Serialization;

namespace BillingEngine.Messages.Accounts;

/// <summary>What becomes of the digits of a fee beyond its currency's scale.</summary>
[JsonConverter(typeof(CamelCaseNames<FeeRounding>))]
public enum FeeRounding
{
    /// <summary>To the nearest unit, halves away from zero.</summary>
    HalfUp,

    /// <summary>To the nearest unit, halves to the even one (banker's rounding).</summary>
    HalfEven,

    /// <summary>To the next unit above.</summary>
    Up,

    /// <summary>To the next unit below.</summary>
    Down,
}

/// <summary>How a fee follows from an amount. Amounts in major units.</summary>
/// <param name="Percent">1.5 means 1.5 % of the amount, on top of <paramref name="Fixed"/>.</param>
/// <param name="Scale">Decimals of the currency, to round to.</param>
/// <param name="ReturnedOnRefund">Whether refunds give the fee back, in the proportion of what they refund.</param>
public sealed record FeeRule(
    decimal Fixed,
    decimal Percent,
    decimal? Minimum,
    decimal? Maximum,
    FeeRounding Rounding,
    int Scale,
    bool ReturnedOnRefund);

/// <summary>
/// The fees of one type of transaction in one currency, by the kind of the account that pays; null: none.
/// </summary>
public sealed record FeeTariff(FeeRule? User, FeeRule? Merchant, FeeRule? Business);

/// <summary>A fee as it was charged on top of an amount; major units.</summary>
public sealed record ChargedFee(decimal Amount, bool ReturnedOnRefund);
