using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_a_duration_is_read
{
    static readonly DateTimeOffset LeapDay = new(2028, 2, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("P3Y", 36, "00:00:00")]
    [InlineData("P1Y2M", 14, "00:00:00")]
    [InlineData("P2W", 0, "14.00:00:00")]
    [InlineData("P1W1D", 0, "8.00:00:00")]
    [InlineData("PT36H", 0, "1.12:00:00")]
    [InlineData("PT90M", 0, "01:30:00")]
    [InlineData("PT30S", 0, "00:00:30")]
    [InlineData("PT0.25S", 0, "00:00:00.2500000")]
    [InlineData("PT0.0000001S", 0, "00:00:00.0000001")]
    [InlineData("P1Y1M1W1DT1H1M1.5S", 13, "8.01:01:01.5000000")]
    [InlineData("P0D", 0, "00:00:00")]
    [InlineData("P9999YT999999999S", 119988, "11574.01:46:39")]
    public void Should_be_understood(string text, int months, string time)
    {
        Assert.True(CalendarDuration.TryParse(text, out var duration));
        Assert.Equal(new(months, TimeSpan.Parse(time, null)), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("3Y")]
    [InlineData("P3")]
    [InlineData("P3y")]
    [InlineData("p3Y")]
    [InlineData("-P3Y")]
    [InlineData("+P3Y")]
    [InlineData("P-3Y")]
    [InlineData("P 3Y")]
    [InlineData(" P3Y")]
    [InlineData("P3Y ")]
    [InlineData("P3Y\n")]
    [InlineData("P1.5Y")]
    [InlineData("P1D1Y")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("PT1S1M")]
    [InlineData("PT.5S")]
    [InlineData("PT1.S")]
    [InlineData("PT1,5S")]
    [InlineData("PT0.00000001S")]
    [InlineData("P1Y1Y")]
    [InlineData("P10000Y")]
    [InlineData("P٣Y")]
    public void Should_be_refused(string text) => Assert.False(CalendarDuration.TryParse(text, out _));

    [Theory]
    [InlineData("P1Y", "2029-02-28T12:00:00Z")]
    [InlineData("P4Y", "2032-02-29T12:00:00Z")]
    [InlineData("P1M", "2028-03-29T12:00:00Z")]
    [InlineData("P1MT13H", "2028-03-30T01:00:00Z")]
    public void Should_go_by_the_calendar(string text, string end)
    {
        Assert.True(CalendarDuration.TryParse(text, out var duration));

        Assert.Equal(DateTimeOffset.Parse(end, null), duration.After(LeapDay));
    }

    [Theory]
    [InlineData("P9999Y")]
    [InlineData("P7971Y10M3D")]
    public void Should_not_end_where_there_is_no_calendar(string text)
    {
        Assert.True(CalendarDuration.TryParse(text, out var duration));

        Assert.Null(duration.After(LeapDay));
    }
}
