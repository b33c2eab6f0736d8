using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Domain.Tests.Api.Analytics;

public sealed class TimeBucketTests
{
    [Fact]
    public void Should_tell_no_time_too_short_and_none_more_than_a_32nd_too_long()
    {
        var random = new Random(5);
        for (var count = 0; count < 100_000; count++)
        {
            var microseconds = (long)Math.Pow(2, random.NextDouble() * 50);
            var time = TimeSpan.FromMicroseconds(microseconds);

            var told = TimeBuckets.Longest(TimeBuckets.Of(time));

            Assert.InRange(told.Ticks, time.Ticks, time.Ticks + (time.Ticks / 32));
        }
    }

    [Fact]
    public void Should_leave_no_time_between_two_buckets()
    {
        for (var bucket = 0; bucket < 1500; bucket++)
        {
            var longest = TimeBuckets.Longest(bucket);
            Assert.Equal(bucket, TimeBuckets.Of(longest));
            Assert.Equal(bucket + 1, TimeBuckets.Of(longest + TimeSpan.FromMicroseconds(1)));
        }
    }

    [Fact]
    public void Should_count_a_time_before_the_beginning_as_none() =>
        Assert.Equal(0, TimeBuckets.Of(TimeSpan.FromSeconds(-1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(1000)]
    public void Should_tell_percentiles_within_their_error(int count)
    {
        var random = new Random(count);
        var times = Enumerable.Range(0, count)
            .Select(_ => TimeSpan.FromMicroseconds((long)Math.Exp(random.NextDouble() * 15)))
            .Order()
            .ToList();
        var buckets = times.CountBy(TimeBuckets.Of).OrderBy(bucket => bucket.Key)
            .Select(bucket => KeyValuePair.Create(bucket.Key, (long)bucket.Value))
            .ToList();
        foreach (var percent in (int[])[50, 95, 99])
        {
            var exact = times[(int)Math.Ceiling(count * percent / 100m) - 1];

            var told = TimeBuckets.Percentile(buckets, percent)!.Value;

            Assert.InRange(told.Ticks, exact.Ticks, exact.Ticks + (exact.Ticks / 32));
        }
    }

    [Fact]
    public void Should_tell_none_of_none() => Assert.Null(TimeBuckets.Percentile([], 50));
}
