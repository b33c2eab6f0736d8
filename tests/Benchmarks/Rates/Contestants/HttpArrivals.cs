using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates.Contestants;

/// <summary>Requests that come by the clock; latency counts from when each was due.</summary>
/// <param name="rate">A second, as it follows from what was measured before.</param>
sealed class HttpArrivals(HttpLoad load, LoadMix mix, Func<IReadOnlyDictionary<string, Measurement>, int> rate)
    : IContestant
{
    public Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round) =>
        load.Open(mix, rate(round), length);
}
