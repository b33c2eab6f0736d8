using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Storage;

public sealed class When_a_place_in_the_log_is_named
{
    public static TheoryData<string> Nonsense =>
    [
        "",
        "A",
        "AA",
        "AQ==",
        "AQ ",
        "AQ\n",
        "Ag",
        "AQA",
        "AQAA",
        "AQAAAQ",
        "AQD__________w",
        "AQD_____________fw",
        "AQD___________8",
        "ÿ",
        "AQ\0",
        "not-a-position-at-all",
        new string('A', LogPosition.MaxTextLength),
        new string('_', LogPosition.MaxTextLength),
        "AQ" + new string('A', 100_000),
    ];

    [Fact]
    public void Should_begin_before_the_first_event()
    {
        Assert.True(LogPosition.Start.IsStart);
        Assert.Equal(LogPosition.Start, LogPosition.Of());
        Assert.Equal(0, LogPosition.Start[3]);
        Assert.Equal(LogPosition.Start, LogPosition.Parse(LogPosition.Start.ToString()));
    }

    [Fact]
    public void Should_tell_how_many_events_it_is_ahead()
    {
        var here = LogPosition.Of(new(0, 10), new(2, 7), new(5, 1));
        var there = LogPosition.Of(new(0, 4), new(2, 9));

        Assert.Equal(7, here.EventsBeyond(there));
        Assert.Equal(2, there.EventsBeyond(here));
        Assert.Equal(0, here.EventsBeyond(here));
    }

    [Fact]
    public void Should_keep_the_last_position_of_each_partition()
    {
        var position = LogPosition.Of(new(7, 3), new(2, 5), new(7, 9), new(7, 4));

        Assert.Equal([new(2, 5), new(7, 9)], position.Places.ToArray());
        Assert.Equal((5, 9, 0, 0), (position[2], position[7], position[3], position[8]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 127)]
    [InlineData(0, 128)]
    [InlineData(63, 5_000_000)]
    [InlineData(int.MaxValue, long.MaxValue)]
    public void Should_come_back_from_its_text(int partition, long position)
    {
        var place = LogPosition.At(partition, position);

        Assert.Equal(place, LogPosition.Parse(place.ToString()));
    }

    [Fact]
    public void Should_come_back_from_the_text_of_many_partitions()
    {
        var places = Enumerable.Range(0, 1_000).Select(number => new PartitionPosition(number * 3, (number * 7L) + 1));
        var position = LogPosition.Of([.. places]);

        Assert.Equal(position, LogPosition.Parse(position.ToString()));
        Assert.Matches("^[A-Za-z0-9_-]+$", position.ToString());
    }

    [Fact]
    public void Should_be_short_text()
    {
        var places = Enumerable.Range(0, 32).Select(number => new PartitionPosition(number, 1_000_000 + number));

        Assert.InRange(LogPosition.At(3, 100_000).ToString().Length, 1, 8);
        Assert.InRange(LogPosition.Of([.. places]).ToString().Length, 1, 180);
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Should_refuse_any_other_text(string text) => Assert.False(LogPosition.TryParse(text, out _));

    [Fact]
    public void Should_refuse_what_is_no_place()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LogPosition.At(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogPosition.At(0, 0));
        Assert.Throws<FormatException>(() => LogPosition.Parse("nonsense"));
    }

    [Fact]
    public void Should_cover_what_is_nowhere_further()
    {
        var position = LogPosition.Of(new(1, 10), new(3, 10), new(5, 10));

        Assert.True(position.Covers(LogPosition.Start));
        Assert.True(position.Covers(position));
        Assert.True(position.Covers(LogPosition.Of(new(1, 9), new(5, 10))));
        Assert.False(position.Covers(LogPosition.At(3, 11)));
        Assert.False(position.Covers(LogPosition.At(2, 1)));
        Assert.False(position.Covers(LogPosition.At(6, 1)));
        Assert.False(LogPosition.Start.Covers(position));
    }

    [Fact]
    public void Should_merge_to_the_first_place_that_covers_both()
    {
        var left = LogPosition.Of(new(1, 10), new(3, 1));
        var right = LogPosition.Of(new(1, 4), new(2, 7), new(3, 2));

        Assert.Equal(LogPosition.Of(new(1, 10), new(2, 7), new(3, 2)), left.Merge(right));
        Assert.Equal(left.Merge(right), right.Merge(left));
        Assert.Equal(left, left.Merge(LogPosition.Start));
        Assert.Equal(left, LogPosition.Start.Merge(left));
    }

    [Fact]
    public void Should_equal_what_names_the_same_place()
    {
        Assert.True(LogPosition.At(1, 2) == LogPosition.At(1, 2));
        Assert.True(LogPosition.At(1, 2) != LogPosition.At(2, 2));
        Assert.Equal(LogPosition.At(1, 2).GetHashCode(), LogPosition.At(1, 2).GetHashCode());
    }
}
