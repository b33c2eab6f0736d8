using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BillingEngine.Api.Operations;

namespace BillingEngine.Api.Accounts;

/// <summary>Where an account stands in a list that begins with the newest.</summary>
readonly record struct AccountPosition(DateTimeOffset CreatedAt, Guid AccountId)
    : IParsable<AccountPosition>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks}.{AccountId}");

    public static AccountPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException();

    public static bool TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountPosition result)
    {
        result = default;
        if (s?.Split('.') is not [var ticks, var id]
            || !ListTime.TryParse(ticks, out var time)
            || !Guid.TryParseExact(id, "D", out var accountId))
            return false;
        result = new(time, accountId);
        return true;
    }
}
