using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>Which points of the results make the plot of rate against latency.</summary>
static class LatencyPlot
{
    public static string Write(Results results) => SvgPlot.Write(
        "transfers over HTTP: rate and latency",
        "transfers a second",
        "latency, milliseconds",
        [
            Callers(results, "callers in a closed loop, p50", "#1f77b4", results.P50),
            Callers(results, "callers in a closed loop, p99", "#d62728", results.P99),
            Arrivals(results, "by the clock, p50", "#17becf", results.P50),
            Arrivals(results, "by the clock, p99", "#ff7f0e", results.P99),
        ]);

    static Series Callers(Results results, string name, string colour, Func<string, double?> latency) => new(
        name,
        colour,
        IsJoined: true,
        [
            .. LineNames.CallerSweep.SelectMany(
                callers => Point(results, LineNames.Transfer(callers), $"{callers}", latency)),
        ]);

    static Series Arrivals(Results results, string name, string colour, Func<string, double?> latency) => new(
        name,
        colour,
        IsJoined: false,
        [
            .. Point(results, LineNames.Idle, "idle", latency),
            .. Point(results, LineNames.Half, "half", latency),
            .. Point(results, LineNames.Full, "full", latency),
        ]);

    static IEnumerable<PlotPoint> Point(Results results, string line, string label, Func<string, double?> latency) =>
        results.Rate(line) is { } rate && latency(line) is > 0 and var milliseconds
            ? [new(rate.Median, milliseconds, label)]
            : [];
}
