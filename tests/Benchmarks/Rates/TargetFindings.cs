using BillingEngine.Benchmarks.Rates.Machine;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>What was found out about an engine and its database at the end.</summary>
/// <param name="Name">Empty or filled.</param>
/// <param name="Verified">Null when that was left out.</param>
sealed record TargetFindings(
    string Name, ProcessMemory? Memory, bool? Verified, IReadOnlyList<TimeSpan> ColdStarts);
