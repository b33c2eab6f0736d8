using System.Globalization;
using System.Text.RegularExpressions;

namespace BillingEngine.Messages;

/// <summary>
/// A duration of ISO 8601, such as <c>P3Y</c>, <c>P36M</c>, <c>P2W</c> or <c>PT30S</c>. Whole numbers, but for the
/// seconds, which may have decimals; no signs. How long years and months are depends on their start.
/// </summary>
public readonly partial record struct CalendarDuration(int Months, TimeSpan Time)
{
    public static bool TryParse(string text, out CalendarDuration duration)
    {
        duration = default;
        if (Form().Match(text) is not { Success: true } found)
            return false;
        var time = TimeSpan.FromDays((7 * Number("weeks")) + Number("days"))
            + TimeSpan.FromHours(Number("hours"))
            + TimeSpan.FromMinutes(Number("minutes"))
            + TimeSpan.FromSeconds(Number("seconds"))
            + new TimeSpan(Decimals());
        duration = new((12 * Number("years")) + Number("months"), time);
        return true;

        int Number(string part) => found.Groups[part] is { Success: true } group
            ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture)
            : 0;

        long Decimals() => found.Groups["decimals"] is { Success: true } group
            ? long.Parse(group.Value.PadRight(7, '0'), CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>When it is over; null when no calendar goes that far.</summary>
    public DateTimeOffset? After(DateTimeOffset start)
    {
        try
        {
            return start.AddMonths(Months) + Time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    // Nine digits at most, as an int holds any number of these: so parts cannot overflow, and need not be checked.
    [GeneratedRegex(
        @"\AP(?!\z)((?<years>[0-9]{1,4})Y)?((?<months>[0-9]{1,5})M)?((?<weeks>[0-9]{1,5})W)?((?<days>[0-9]{1,6})D)?"
        + @"(T(?=[0-9])((?<hours>[0-9]{1,7})H)?((?<minutes>[0-9]{1,8})M)?"
        + @"((?<seconds>[0-9]{1,9})(\.(?<decimals>[0-9]{1,7}))?S)?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
