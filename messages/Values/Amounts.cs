using System.Globalization;

namespace BillingEngine.Messages;

/// <summary>
/// Why a text is not an amount: one of <see cref="AmountCodes"/> and a sentence that completes "it ...".
/// </summary>
public readonly record struct AmountFault(string Code, string Message);

/// <summary>
/// Codes of amount faults, as they stand in the HTTP API. Published: they never change their meaning.
/// </summary>
public static class AmountCodes
{
    public const string Invalid = "amount_invalid";
    public const string Scale = "amount_scale";
    public const string TooLarge = "amount_too_large";
}

/// <summary>
/// The one way from text to amount and back. Digits, optionally a dot with digits on both sides, and nothing else: no
/// blanks, signs, exponents, separators or digits of other scripts. Nothing is rounded or guessed.
/// </summary>
public static class Amounts
{
    /// <summary>A <see cref="decimal"/> holds any number of this many digits, wherever the point stands.</summary>
    const int DecimalDigits = 28;

    /// <summary>
    /// Digits before the point that an amount may have: 18, fewer for assets of more than 10 decimals.
    /// </summary>
    public static int MaxIntegerDigits(Currency currency) => Math.Min(18, DecimalDigits - currency.Scale);

    /// <summary>
    /// Reads an amount to move: above zero. The result carries the currency's scale: "10" gives 10.00 USD.
    /// </summary>
    public static bool TryParse(string text, Currency currency, out decimal amount, out AmountFault fault)
    {
        if (!TryParseDigits(text, currency, out amount, out fault))
            return false;
        if (amount == 0)
            fault = new(AmountCodes.Invalid, "must be above zero");
        return amount > 0;
    }

    /// <summary>Reads a bound of a balance: zero is one, and below zero if <paramref name="mayBeNegative"/>.</summary>
    public static bool TryParseLimit(
        string text, Currency currency, bool mayBeNegative, out decimal limit, out AmountFault fault)
    {
        var isNegative = mayBeNegative && text.StartsWith('-');
        if (!TryParseDigits(isNegative ? text.AsSpan(1) : text, currency, out limit, out fault))
            return false;
        if (isNegative && limit == 0)
            fault = new(AmountCodes.Invalid, "must not be minus zero");
        limit = isNegative ? -limit : limit;
        return fault == default;
    }

    /// <summary>An amount as it is shown: "10.00", "-3", with exactly the decimals of its currency.</summary>
    public static string Format(decimal amount, Currency currency) =>
        AtScale(amount, currency.Scale).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The same number with at least <paramref name="scale"/> decimals, and no more unless digits would be lost.
    /// Minus zero becomes zero.
    /// </summary>
    public static decimal AtScale(decimal amount, int scale)
    {
        var zero = new decimal(0, 0, 0, isNegative: false, (byte)scale);
        if (amount == 0)
            return zero;
        var cut = amount.Scale > scale ? decimal.Round(amount, scale) : amount;
        return cut == amount ? cut + zero : amount;
    }

    static bool TryParseDigits(ReadOnlySpan<char> text, Currency currency, out decimal amount, out AmountFault fault)
    {
        amount = 0;
        fault = FaultOf(text, currency);
        if (fault != default)
            return false;
        var parsed = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        amount = AtScale(parsed, currency.Scale);
        return true;
    }

    static AmountFault FaultOf(ReadOnlySpan<char> text, Currency currency)
    {
        var point = text.IndexOf('.');
        var integer = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (!IsDigits(integer) || (point >= 0 && !IsDigits(fraction)))
            return new(AmountCodes.Invalid, "must be a string of digits and at most one dot, such as \"10.00\"");
        if (fraction.Length > currency.Scale)
            return new(AmountCodes.Scale, $"must have at most {currency.Scale} decimals, as {currency.Code} has");
        var maximum = MaxIntegerDigits(currency);
        return integer.Length > maximum
            ? new(AmountCodes.TooLarge, $"must have at most {maximum} digits before the dot")
            : default;
    }

    static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
