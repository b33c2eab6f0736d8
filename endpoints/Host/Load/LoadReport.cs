using System.Text.Json;
using System.Text.Json.Serialization;

namespace BillingEngine.Host.Load;

/// <summary>The result of a run as people read it, and as programs do.</summary>
static class LoadReport
{
    const int ProblemsShown = 5;

    static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Describe(LoadResult result)
    {
        var tally = result.Tally;
        var lines = new List<string>
        {
            $"succeeded  {tally.Succeeded,12:N0}",
            $"refused    {tally.Refused,12:N0}",
            $"failed     {tally.Failed,12:N0}",
            Rate("rate", result.Operations),
            $"latency    p50 {Text(50)}, p95 {Text(95)}, p99 {Text(99)}, max {Text(100)}",
            Balances(result),
        };
        if (result is { Funding: { } funding, OfTopups: { } ratio })
            lines.Insert(4, $"{Rate("top-ups", funding)} before: the rate is {ratio:N2} of it");
        if (tally.Repeats > 0)
            lines.Insert(3, $"repeated   {tally.Repeats,12:N0} requests, under their own keys");
        if (result.Operations is { OfferedPerSecond: { } offered, GoodputPerSecond: { } goodput })
            lines.InsertRange(3, [
                $"shed       {tally.Shed,12:N0}, without a latency",
                $"offered    {offered,12:N0} /s, of which succeeded {goodput:N0} /s",
                $"behind     {result.Operations.Offer!.Value.Behind.TotalMilliseconds,12:N0} ms at most",
            ]);
        lines.AddRange(tally.Problems.Take(ProblemsShown).Select(p => $"{p.Count,23:N0} x {p.Problem}"));
        return string.Join('\n', lines);

        string Text(int percent) => $"{result.Latencies.Percentile(percent).TotalMilliseconds:N2} ms";
    }

    /// <param name="verify">ok, violations or skipped.</param>
    /// <param name="result">The run.</param>
    public static string Json(LoadResult result, string verify) => JsonSerializer.Serialize(
        new
        {
            result.Tally.Succeeded,
            result.Tally.Refused,
            result.Tally.Failed,
            Shed = result.Operations.Offer is null ? (int?)null : result.Tally.Shed,
            RatePerSecond = Math.Round(result.Operations.RatePerSecond, 1),
            OfferedPerSecond = Rounded(result.Operations.OfferedPerSecond),
            GoodputPerSecond = Rounded(result.Operations.GoodputPerSecond),
            BehindMs = result.Operations.Offer is { Behind: var behind } ? Milliseconds(behind) : (double?)null,
            TopupRatePerSecond = Rounded(result.Funding?.RatePerSecond),
            LatencyMs = new
            {
                P50 = Milliseconds(result.Latencies.Percentile(50)),
                P95 = Milliseconds(result.Latencies.Percentile(95)),
                P99 = Milliseconds(result.Latencies.Percentile(99)),
                Max = Milliseconds(result.Latencies.Max),
            },
            Verify = verify,
        },
        Compact);

    static string Rate(string name, LoadPhase phase) =>
        $"{name,-10} {phase.RatePerSecond,12:N0} /s in {phase.Elapsed.TotalSeconds:N2} s";

    static string Balances(LoadResult result) => result switch
    {
        { BalancesAgree: false } =>
            $"balances   FAIL: the accounts hold {result.Balances:N2} USD, but {result.Succeeded:N2} USD came in",
        { Failed: > 0 } =>
            $"balances   ok: the accounts hold {result.Balances:N2} USD, what succeeded, at most plus what failed",
        _ => $"balances   ok: the accounts hold {result.Balances:N2} USD, exactly what succeeded",
    };

    static double? Rounded(double? rate) => rate is { } known ? Math.Round(known, 1) : null;

    static double Milliseconds(TimeSpan latency) => Math.Round(latency.TotalMilliseconds, 3);
}
