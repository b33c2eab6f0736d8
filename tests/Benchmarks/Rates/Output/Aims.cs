using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>What the product is to reach, and whether it did in this run.</summary>
static class Aims
{
    const double Megabyte = 1_000_000;

    public static IReadOnlyList<Aim> Of(Findings findings)
    {
        var results = findings.Results;
        string[] twenty = [LineNames.Transfer(LineNames.CallersOfAll)];
        return
        [
            Ratio("transfers, 20 callers, to pgbench", 1.4, results, twenty, [LineNames.Pgbench]),
            Ratio("transfers, best number of callers, to pgbench", 1.4, results, LineNames.Transfers,
                [LineNames.Pgbench]),
            Ratio("transfers, 20 callers, to the SQL function of 20", 4, results, twenty,
                [LineNames.SqlFunctions[0]]),
            Ratio("transfers to the SQL function, best numbers of callers", 4, results, LineNames.Transfers,
                LineNames.SqlFunctions),
            Ratio("bulk to pgbench", 2, results, LineNames.Bulks, [LineNames.Pgbench]),
            Share("one hot account to spread", 0.8, results, [LineNames.Hot],
                [LineNames.Transfer(LineNames.CallersOfSkew)]),
            Most("p50 at 20/s", 3, results.P50(LineNames.Idle), "ms"),
            Most("p99 at 20/s", 10, results.P99(LineNames.Idle), "ms"),
            Most("p99 at half of the peak", 25, results.P99(LineNames.Half), "ms"),
            Share("transfers, 20 callers, filled to empty", 0.9, results, [LineNames.Filled(twenty[0])], twenty),
            .. findings.Targets.SelectMany(Standing),
        ];
    }

    static IEnumerable<Aim> Standing(TargetFindings target) =>
    [
        Most(
            $"memory of the engine at its most, {target.Name}", 500, target.Memory?.MostResident / Megabyte, "MB"),
        Most(
            $"cold start, {target.Name}",
            3,
            Spread.Of(target.ColdStarts.Select(time => time.TotalSeconds))?.Median,
            "s"),
    ];

    static Aim Ratio(
        string what,
        double bound,
        Results results,
        IReadOnlyCollection<string> lines,
        IReadOnlyCollection<string> others) =>
        new(what, bound, results.Ratio(lines, others)?.Median, IsLeast: true, "x");

    static Aim Share(
        string what,
        double bound,
        Results results,
        IReadOnlyCollection<string> lines,
        IReadOnlyCollection<string> others) =>
        new(what, bound, results.Ratio(lines, others)?.Median, IsLeast: true, "%");

    static Aim Most(string what, double bound, double? found, string unit) =>
        new(what, bound, found, IsLeast: false, unit);
}
