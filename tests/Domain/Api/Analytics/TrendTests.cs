using BillingEngine.Api.Analytics;

namespace BillingEngine.Domain.Tests.Api.Analytics;

/// <summary>Ten days in March: a table that can be followed with a pencil. There are none on 5 March.</summary>
public sealed class TrendTests
{
    static readonly Dictionary<DateOnly, DayFigures> Days = new()
    {
        [March(1)] = new(Count: 10, Completed: 8, Final: 10, Volume: 100m, Fees: 1m),
        [March(2)] = new(Count: 20, Completed: 9, Final: 10, Volume: 50m, Fees: -2m),
        [March(3)] = new(Count: 15, Completed: 0, Final: 0, Volume: 0m, Fees: 0m),
        [March(4)] = new(Count: 1, Completed: 1, Final: 3, Volume: 0.05m, Fees: 0.01m),
        [March(8)] = new(Count: 40, Completed: 20, Final: 40, Volume: 150m, Fees: 4m),
    };

    /// <summary>
    /// The average of three days: 15 = (10 + 20 + 15) / 3, 12 = (20 + 15 + 1) / 3, 5.33 = (15 + 1 + 0) / 3.
    /// </summary>
    [Theory]
    [InlineData(3, "15", "15.00", "-5", "-25.00", "15", null)]
    [InlineData(4, "1", "12.00", "-14", "-93.33", "1", null)]
    [InlineData(5, "0", "5.33", "-1", "-100.00", "0", null)]
    [InlineData(6, "0", "0.33", "0", null, "0", null)]
    [InlineData(8, "40", "13.33", "40", null, "30", "300.00")]
    [InlineData(9, "0", "13.33", "-40", "-100.00", "-20", "-100.00")]
    public void Should_follow_a_number_over_three_days(
        int day, string value, string average, string toDay, string? toDayPercent, string toWeek, string? toWeekPercent)
    {
        var point = Assert.Single(Of(Metric.Count, window: 3).Points(new(March(day), March(day))));

        Assert.Equal(Number(value), point.Value);
        Assert.Equal(Number(average), point.MovingAverage);
        Assert.Equal(new Change(Number(toDay), Number(toDayPercent)), point.ToDayBefore);
        Assert.Equal(new Change(Number(toWeek), Number(toWeekPercent)), point.ToWeekBefore);
    }

    /// <summary>
    /// Of all transactions of two days together: 85 % = (8 + 9) of (10 + 10), 33.33 % = (0 + 1) of (0 + 3).
    /// </summary>
    [Theory]
    [InlineData(1, "80", "80")]
    [InlineData(2, "90", "85")]
    [InlineData(3, null, "90")]
    [InlineData(4, "33.33", "33.33")]
    [InlineData(6, null, null)]
    public void Should_follow_a_rate_and_tell_none_where_none_has_ended(int day, string? value, string? average)
    {
        var point = Assert.Single(Of(Metric.SuccessRate, window: 2).Points(new(March(day), March(day))));

        Assert.Equal(Number(value), point.Value);
        Assert.Equal(Number(average), point.MovingAverage);
    }

    [Fact]
    public void Should_round_an_average_half_away_from_zero()
    {
        // 0.05 / 2 = 0.025, and (-2 + 0) / 16 = -0.125.
        Assert.Equal(0.03m, Of(Metric.Volume, window: 2).Points(new(March(4), March(4))).Single().MovingAverage);
        Assert.Equal(-0.13m, Ratio.HalfAwayFromZero(-0.125m, 2));
    }

    [Fact]
    public void Should_hold_a_period_against_the_one_before()
    {
        var period = new Period(March(3), March(4));

        Assert.Equal(16m, Of(Metric.Count, window: 7).Total(period));
        Assert.Equal(new Period(March(1), March(2)), period.Before);
        Assert.Equal(30m, Of(Metric.Count, window: 7).Total(period.Before));
        Assert.Equal(new Change(-14m, -46.67m), Change.Of(16m, 30m));
    }

    [Fact]
    public void Should_tell_growth_from_below_zero_by_its_size() => Assert.Equal(150m, Ratio.Growth(1m, -2m));

    [Theory]
    [InlineData(1, 1, "2026-03-03")]
    [InlineData(1, 30, "2026-02-09")]
    [InlineData(60, 7, "2026-01-09")]
    public void Should_need_figures_of_all_that_is_compared(int days, int window, string first) => Assert.Equal(
        DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
        Trend.FirstNeeded(new(March(10), March(10).AddDays(days - 1)), window));

    static Trend Of(Metric metric, int window) => new(Days, metric, window, scale: 2);

    static DateOnly March(int day) => new(2026, 3, day);

    static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
