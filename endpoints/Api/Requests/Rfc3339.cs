using System.Globalization;
using System.Text.RegularExpressions;

namespace BillingEngine.Api.Requests;

/// <summary>Date and time of RFC 3339, section 5.6: never without an offset from UTC.</summary>
static partial class Rfc3339
{
    public const string Rule = "must be an RFC 3339 time with its offset, such as \"2026-03-04T05:06:07Z\"";

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var upper = text.ToUpperInvariant();
        return Form().IsMatch(upper)
            && DateTimeOffset.TryParse(upper, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
