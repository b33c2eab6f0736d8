using System.Diagnostics;
using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates.Contestants;

/// <summary>Callers in this process, each of which acts again as soon as it is done, until the time is over.</summary>
static class ClosedLoop
{
    /// <param name="act">Once, for the caller of this number.</param>
    public static async Task<Measurement> Run(int callers, TimeSpan length, Func<int, Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        var ends = began + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => Call(caller))));
        var elapsed = Stopwatch.GetElapsedTime(began);
        long[] ticks = [.. all.SelectMany(each => each)];
        var latencies = new Latencies(ticks);
        return new Measurement(
            ticks.Length / elapsed.TotalSeconds, latencies.Percentile(50), latencies.Percentile(99));

        async Task<List<long>> Call(int caller)
        {
            List<long> own = [];
            for (var now = Stopwatch.GetTimestamp(); now < ends;)
            {
                await act(caller);
                var done = Stopwatch.GetTimestamp();
                own.Add(done - now);
                now = done;
            }

            return own;
        }
    }
}
