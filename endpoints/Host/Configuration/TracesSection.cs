using System.Globalization;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Host.Configuration;

/// <summary>How much is kept of how messages were handled.</summary>
static class TracesSection
{
    const int MaxSampleDecimals = 6;

    static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(1);
    static readonly TimeSpan LongestRetention = TimeSpan.FromDays(365);

    /// <param name="section">Null: the file says nothing of traces.</param>
    public static TraceOptions Read(Section? section)
    {
        var otherwise = new TraceOptions();
        if (section is null)
            return otherwise;
        var options = new TraceOptions
        {
            Sample = Sample(section) ?? otherwise.Sample,
            KeepsBodies = section.Flag("keepBodies", otherwise.KeepsBodies),
            Retention = section.OptionalDuration(
                "retention", ShortestRetention, LongestRetention, "from P1D to P365D, such as P7D")
                ?? otherwise.Retention,
        };
        section.RefuseOthers();
        return options;
    }

    static double? Sample(Section section)
    {
        if (section.OptionalText("sample") is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
            && char.IsAsciiDigit(text[0])
            && char.IsAsciiDigit(text[^1])
            && share is { Scale: <= MaxSampleDecimals } and <= 1m)
            return (double)share;
        section.Refuse(
            "sample",
            $"must be a string from \"0\" to \"1\" with at most {MaxSampleDecimals} decimals, such as \"0.1\"");
        return null;
    }
}
