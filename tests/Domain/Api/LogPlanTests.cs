using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Domain.Tests.Api;

public sealed class LogPlanTests
{
    [Fact]
    public void Should_let_partitions_take_turns()
    {
        var plan = LogPlan.Of(LogPosition.Start, LogPosition.Of(new(1, 100), new(4, 2), new(9, 100)), events: 10);

        Assert.Equal(
            [new Turns(1, 1, 4, 0), new Turns(4, 1, 2, 1), new Turns(9, 1, 4, 2)], plan.Ranges);
        Assert.False(plan.IsToEnd);
        Assert.Equal(LogPosition.Of(new(1, 4), new(4, 2), new(9, 4)), plan.End);
    }

    [Fact]
    public void Should_go_to_the_end_when_there_is_little()
    {
        var end = LogPosition.Of(new(1, 3), new(4, 2));

        var plan = LogPlan.Of(LogPosition.At(1, 3), end, events: 10);

        Assert.Equal([new Turns(4, 1, 2, 0)], plan.Ranges);
        Assert.True(plan.IsToEnd);
        Assert.Equal(end, plan.End);
        Assert.Empty(LogPlan.Of(end, end, events: 10).Ranges);
    }

    [Fact]
    public void Should_stop_after_any_event_without_leaving_out_one_before_it()
    {
        var plan = LogPlan.Of(LogPosition.At(1, 5), LogPosition.Of(new(1, 100), new(4, 2), new(9, 100)), events: 10);
        var turns = plan.Ranges
            .SelectMany(range => Enumerable.Range(0, (int)(range.Last - range.First + 1))
                .Select(round => (round, range.Turn, range.Partition, Position: range.First + round)))
            .Order()
            .ToList();

        Assert.Equal(10, turns.Count);
        for (var taken = 1; taken <= turns.Count; taken++)
        {
            var expected = LogPosition.At(1, 5).Merge(LogPosition.Of(
                [.. turns.Take(taken).Select(turn => new PartitionPosition(turn.Partition, turn.Position))]));
            Assert.Equal(expected, plan.UpTo(turns[taken - 1].Partition, turns[taken - 1].Position));
        }
    }

    /// <summary>Whatever the limit, and however busy one partition is, all come to the end together.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Should_starve_no_partition(int limit)
    {
        var position = LogPosition.Start;
        for (var reads = 0; reads < 120 / limit; reads++)
        {
            // The first partition always has more than anybody reads.
            var end = LogPosition.Of(new(0, 10_000), new(1, 20), new(2, 20), new(3, 20));
            position = LogPlan.Of(position, end, limit).End;
        }

        Assert.Equal((20, 20, 20), (position[1], position[2], position[3]));
    }
}
