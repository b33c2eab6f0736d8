using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Contestants;

/// <summary>Somebody who moves money as fast as can be, or as fast as is asked.</summary>
interface IContestant
{
    /// <param name="length">About so long.</param>
    /// <param name="round">What was measured before in the same round, by the names of the lines.</param>
    Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round);
}
