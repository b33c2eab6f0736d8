using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Peers;

/// <summary>Sessions of pgbench, each of which runs a script again and again.</summary>
/// <param name="script">A file; null: the transaction of TPC-B.</param>
sealed class PgbenchCallers(Pgbench pgbench, int callers, string? script = null) : IContestant
{
    public Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round) =>
        pgbench.Measure(callers, length, script);
}
