using System.Globalization;

namespace BillingEngine.Messaging;

/// <summary>Points in time as headers carry them: UTC, to the microsecond, and not in the format of ISO 8601.</summary>
public static class DateTimeOffsetHelper
{
    const string WireFormat = "yyyy-MM-dd HH:mm:ss:ffffff Z";

    /// <summary>
    /// The text of a header, such as <c>2026-02-28 13:05:09:012345 Z</c>; ticks below a microsecond are cut.
    /// </summary>
    public static string ToWireFormattedString(DateTimeOffset dateTime) =>
        dateTime.UtcDateTime.ToString(WireFormat, CultureInfo.InvariantCulture);

    /// <summary>The point in time that a header tells; throws <see cref="FormatException"/> if it tells none.</summary>
    public static DateTimeOffset ToDateTimeOffset(string wireFormattedString)
    {
        ArgumentException.ThrowIfNullOrEmpty(wireFormattedString);
        return DateTimeOffset.TryParseExact(
            wireFormattedString,
            WireFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at)
            ? at
            : throw new FormatException($"'{wireFormattedString}' is not a time in the format '{WireFormat}'.");
    }
}
