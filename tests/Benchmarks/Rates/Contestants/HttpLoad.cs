using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates.Contestants;

/// <summary>The product's load generator, from this process against an engine in a process of its own.</summary>
sealed class HttpLoad(Uri engine)
{
    const int Wallets = 1_000;
    const int FundingCallers = 20;
    const int LeastConnections = 64;

    readonly Progress _silent = new(TextWriter.Null, isTerminal: false);

    public async Task<Measurement> Closed(LoadMix mix, int callers, int operations, LoadSkew skew, int? bulk)
    {
        var result = await Run(Plan(mix, operations, callers) with { Skew = skew, Bulk = bulk });
        return Measured(result, result.Operations.RatePerSecond);
    }

    /// <summary>Operations by the clock; what is shed is told as trouble.</summary>
    public async Task<Measurement> Open(LoadMix mix, int perSecond, TimeSpan length)
    {
        var connections = Math.Clamp(perSecond, LeastConnections, Arrivals.MostConnections);
        var arrivals = new Arrivals(perSecond, connections);
        var operations = arrivals.Within((int)Math.Ceiling(length.TotalSeconds));
        var result = await Run(Plan(mix, operations, FundingCallers) with { Arrivals = arrivals });
        return Measured(result, result.Operations.GoodputPerSecond ?? 0);
    }

    LoadPlan Plan(LoadMix mix, int operations, int callers) =>
        new(engine, Wallets, operations, callers, LoadPlan.NewRunId(), mix);

    Task<LoadResult> Run(LoadPlan plan) => LoadGenerator.Run(plan, _silent, CancellationToken.None);

    static Measurement Measured(LoadResult result, double perSecond)
    {
        var (tally, latencies) = (result.Tally, result.Latencies);
        return new(perSecond, latencies.Percentile(50), latencies.Percentile(99), Trouble(result, tally));
    }

    static string? Trouble(LoadResult result, Tally tally)
    {
        List<string> troubles = [];
        if (!result.BalancesAgree)
            troubles.Add("balances disagree");
        if (tally.Shed > 0)
            troubles.Add($"{100.0 * tally.Shed / tally.Finished:0.0} % shed");
        if (tally.Repeats > 0)
            troubles.Add($"{tally.Repeats} requests repeated");
        troubles.AddRange(tally.Problems.Select(problem => $"{problem.Count} x {problem.Problem}"));
        return troubles.Count == 0 ? null : string.Join(", ", troubles);
    }
}
