using System.Diagnostics;

namespace BillingEngine.Host.Load;

/// <summary>Latencies of all operations of a run, none left out and none estimated.</summary>
sealed class Latencies
{
    readonly long[] ascending;

    public Latencies(long[] ticks)
    {
        Array.Sort(ticks);
        ascending = ticks;
    }

    public TimeSpan Max => Percentile(100);

    /// <summary>The smallest latency that this share of the operations did not exceed (nearest rank).</summary>
    public TimeSpan Percentile(int percent)
    {
        if (ascending.Length == 0)
            return TimeSpan.Zero;
        var rank = (int)(((long)ascending.Length * percent + 99) / 100);
        return Stopwatch.GetElapsedTime(0, ascending[Math.Max(rank, 1) - 1]);
    }
}
