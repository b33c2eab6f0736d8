using BillingEngine.Benchmarks.Rates.Contestants;

namespace BillingEngine.Benchmarks.Rates.Statistics;

/// <summary>One line of the table.</summary>
/// <param name="Name">Unlike all others.</param>
/// <param name="Callers">Null: what comes, comes by the clock.</param>
sealed record Line(string Name, int? Callers, IContestant Contestant);
