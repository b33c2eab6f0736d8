using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>All that a run has found out.</summary>
sealed record Findings(
    DateTimeOffset Began,
    RatesOptions Options,
    IReadOnlyList<(string Name, string Value)> Machine,
    IReadOnlyList<(string Name, string Value)> Server,
    Results Results,
    IReadOnlyList<TargetFindings> Targets);
