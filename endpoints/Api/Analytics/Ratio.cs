using System.Globalization;
using BillingEngine.Messages;

namespace BillingEngine.Api.Analytics;

/// <summary>Quotients, rounded half away from zero: 0.125 becomes 0.13, and -0.125 becomes -0.13.</summary>
static class Ratio
{
    const int PercentScale = 2;

    /// <summary>Where the currency is not configured any more.</summary>
    const int OtherwiseScale = 8;

    /// <summary>An amount spread evenly, at the scale of its currency; null over nothing.</summary>
    public static decimal? Average(decimal total, long count, Currency? currency) =>
        count == 0 ? null : HalfAwayFromZero(total / count, currency?.Scale ?? OtherwiseScale);

    /// <summary>How many of 100; null of nothing.</summary>
    public static decimal? Percent(decimal part, decimal whole) =>
        whole == 0 ? null : HalfAwayFromZero(part / whole * 100, PercentScale);

    /// <summary>By how many of 100 a value has grown; null when there was none to grow.</summary>
    public static decimal? Growth(decimal value, decimal before) => Percent(value - before, Math.Abs(before));

    public static decimal HalfAwayFromZero(decimal value, int scale) =>
        decimal.Round(value, scale, MidpointRounding.AwayFromZero);

    /// <summary>With two decimals.</summary>
    public static string? Show(decimal? percent) => percent?.ToString("F2", CultureInfo.InvariantCulture);
}
