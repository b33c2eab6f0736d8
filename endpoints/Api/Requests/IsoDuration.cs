using System.Globalization;

namespace BillingEngine.Api.Requests;

/// <summary>
/// Durations of ISO 8601 in weeks, days, hours, minutes and seconds. Years and months are none: how long they last
/// depends on when they begin.
/// </summary>
static class IsoDuration
{
    /// <summary>More digits than any duration that is taken can need.</summary>
    const int MaxDigits = 9;

    static readonly long MaxSeconds = (long)TimeSpan.MaxValue.TotalSeconds - 1;

    static readonly (char Name, long Seconds)[] Dates = [('W', 7 * 86_400), ('D', 86_400)];
    static readonly (char Name, long Seconds)[] Times = [('H', 3_600), ('M', 60), ('S', 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text is not ['P', .. { Length: > 0 } parts])
            return false;
        var time = parts.IndexOf('T', StringComparison.Ordinal);
        var dates = time < 0 ? parts : parts[..time];
        var times = time < 0 ? "" : parts[(time + 1)..];
        if ((time >= 0 && times.Length == 0)
            || !TrySum(dates, Dates, out var ofDates)
            || !TrySum(times, Times, out var ofTimes))
            return false;
        duration = TimeSpan.FromSeconds(Math.Min(ofDates + ofTimes, MaxSeconds));
        return true;
    }

    /// <summary>Each unit at most once, in their order; the units that are not needed are left out.</summary>
    static bool TrySum(ReadOnlySpan<char> text, ReadOnlySpan<(char Name, long Seconds)> units, out long seconds)
    {
        seconds = 0;
        foreach (var (name, length) in units)
        {
            var end = text.IndexOf(name);
            if (end < 0)
                continue;
            if (end > MaxDigits
                || !int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            seconds += count * length;
            text = text[(end + 1)..];
        }

        return text.IsEmpty;
    }
}
