using System.Numerics;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>
/// Ranges of times that get wider as the times get longer: 32 of them for each doubling, so that none is wider than a
/// 32nd (3.125 %) of the times in it. Whole microseconds and whole numbers only: the same on every machine.
/// </summary>
public static class TimeBuckets
{
    const int BitsOfDoubling = 5;
    const int OfDoubling = 1 << BitsOfDoubling;

    /// <param name="time">One below zero, of clocks that disagree, counts as none.</param>
    public static int Of(TimeSpan time)
    {
        var microseconds = Math.Max(0, time.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds < OfDoubling)
            return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - BitsOfDoubling;
        return (shift * OfDoubling) + (int)(microseconds >> shift);
    }

    /// <summary>The longest time that belongs to a bucket.</summary>
    public static TimeSpan Longest(int bucket)
    {
        if (bucket < 2 * OfDoubling)
            return TimeSpan.FromMicroseconds(bucket);
        var shift = (bucket / OfDoubling) - 1;
        var first = (long)(bucket - (shift * OfDoubling)) << shift;
        return TimeSpan.FromMicroseconds(first + (1L << shift) - 1);
    }

    /// <summary>
    /// The time within which so many of 100 were done, never told too short and at most 3.125 % too long; null for
    /// none.
    /// </summary>
    /// <param name="buckets">Buckets and how many times are in them, in the order of the buckets.</param>
    public static TimeSpan? Percentile(IReadOnlyCollection<KeyValuePair<int, long>> buckets, int percent)
    {
        var all = buckets.Sum(bucket => bucket.Value);
        // The nearest rank: the smallest time that at least so many are not above.
        var rank = ((all * percent) + 99) / 100;
        foreach (var (bucket, count) in buckets)
        {
            rank -= count;
            if (rank <= 0)
                return Longest(bucket);
        }

        return null;
    }
}
