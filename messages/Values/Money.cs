using System.Globalization;
using System.Text.Json.Serialization;

namespace BillingEngine.Messages;

/// <summary>
/// An amount of one currency. Amounts of different currencies never mix: arithmetic and comparison across them throw.
/// Nothing here rounds; the scale is checked where an amount enters the system.
/// </summary>
/// <param name="Amount">Major units (dollars, not cents), signed.</param>
/// <param name="Currency">Currency of the amount.</param>
// Without it a struct is read by its parameterless constructor, and missing members pass as defaults.
[method: JsonConstructor]
public readonly record struct Money(decimal Amount, CurrencyCode Currency) : IComparable<Money>
{
    public static Money Zero(CurrencyCode currency) => new(0m, currency);

    public static Money operator +(Money left, Money right) =>
        left with { Amount = left.Amount + right.InCurrencyOf(left) };

    public static Money operator -(Money left, Money right) =>
        left with { Amount = left.Amount - right.InCurrencyOf(left) };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Amount.CompareTo(other.InCurrencyOf(this));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    decimal InCurrencyOf(Money other) => Currency == other.Currency
        ? Amount
        : throw new InvalidOperationException($"{this} and {other} are of different currencies and cannot be combined.");
}
