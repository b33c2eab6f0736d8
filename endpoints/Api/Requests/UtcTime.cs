using System.Globalization;
using System.Text.RegularExpressions;

namespace BillingEngine.Api.Requests;

/// <summary>A time as RFC 3339 writes it, in UTC.</summary>
static partial class UtcTime
{
    public const string Rule = "must be an RFC 3339 time in UTC, such as 2030-01-31T12:00:00Z";

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (!Form().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed))
            return false;
        time = Stored(parsed);
        return true;
    }

    /// <summary>To the microsecond, as the database keeps it: what is answered now is what is answered later.</summary>
    public static DateTimeOffset Stored(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|\+00:00)\z")]
    private static partial Regex Form();
}
