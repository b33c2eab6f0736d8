using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Separate;

/// <summary>Callers within a separate process.</summary>
sealed class SeparateCallers(SeparateProcess process, int callers) : IContestant
{
    public Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round) =>
        process.Measure(callers, length);
}
