using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BillingEngine.Api.Operations;

namespace BillingEngine.Api.Accounts;

/// <summary>
/// Where a page of an explanation ended, and where the explanation ends: what comes after its first page was asked for
/// is no part of it, so that its parts add up.
/// </summary>
readonly record struct ExplanationPosition(int After, int Last, DateTimeOffset To)
    : IParsable<ExplanationPosition>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{After}.{Last}.{To.UtcTicks}");

    public static ExplanationPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException();

    public static bool TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out ExplanationPosition result)
    {
        result = default;
        if (s?.Split('.') is not [var first, var second, var ticks]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || !ListTime.TryParse(ticks, out var to))
            return false;
        result = new(after, last, to);
        return true;
    }
}
