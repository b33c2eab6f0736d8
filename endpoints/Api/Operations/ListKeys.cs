using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BillingEngine.Api.Operations;

/// <summary>Where a message that waits stands in the list: by its time, then by its sequence.</summary>
readonly record struct DueKey(DateTimeOffset DueAt, long Sequence) : IParsable<DueKey>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{DueAt.UtcTicks}.{Sequence}");

    public static DueKey Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var key) ? key : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DueKey result)
    {
        result = default;
        if (s?.Split('.') is not [var ticks, var sequence]
            || !ListTime.TryParse(ticks, out var time)
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        result = new(time, number);
        return true;
    }
}

/// <summary>Where something with an id stands in a list that begins with the oldest.</summary>
readonly record struct AgeKey(DateTimeOffset At, Guid Id, int Partition) : IParsable<AgeKey>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id}.{Partition}");

    public static AgeKey Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var key) ? key : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AgeKey result)
    {
        result = default;
        if (s?.Split('.') is not [var ticks, var id, var partition]
            || !ListTime.TryParse(ticks, out var time)
            || !Guid.TryParseExact(id, "D", out var guid)
            || !int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        result = new(time, guid, number);
        return true;
    }
}

static class ListTime
{
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks;
        time = isTime ? new(ticks, TimeSpan.Zero) : default;
        return isTime;
    }
}
