using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates.Contestants;

/// <summary>Callers that send their next request when the one before is answered.</summary>
sealed class HttpCallers(
    HttpLoad load, LoadMix mix, int callers, LoadSkew skew = LoadSkew.None, int? bulk = null) : IContestant
{
    const double FirstGuess = 500;
    const int LeastOperations = 200;

    // The generator makes a number of operations: it is what the rate of last time lets expect for the time asked.
    double _expected = FirstGuess;

    public async Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round)
    {
        var least = Math.Max(LeastOperations, callers * (bulk ?? 1));
        var operations = Math.Max(least, (int)(_expected * length.TotalSeconds));
        var measured = await load.Closed(mix, callers, operations, skew, bulk);
        _expected = measured.PerSecond;
        return measured;
    }
}
