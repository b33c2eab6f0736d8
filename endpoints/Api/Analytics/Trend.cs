namespace BillingEngine.Api.Analytics;

/// <summary>What is followed over the days.</summary>
enum Metric
{
    Count,
    Volume,
    Fees,
    SuccessRate,
}

/// <summary>What the transactions of some days come to.</summary>
/// <param name="Final">Those that have come to an end, whichever.</param>
readonly record struct DayFigures(long Count, long Completed, long Final, decimal Volume, decimal Fees)
{
    public static DayFigures operator +(DayFigures left, DayFigures right) => new(
        left.Count + right.Count,
        left.Completed + right.Completed,
        left.Final + right.Final,
        left.Volume + right.Volume,
        left.Fees + right.Fees);

    /// <summary>Null: a rate of nothing.</summary>
    public decimal? Of(Metric metric) => metric switch
    {
        Metric.Count => Count,
        Metric.Volume => Volume,
        Metric.Fees => Fees,
        _ => Ratio.Percent(Completed, Final),
    };
}

/// <param name="Absolute">Null when one of the two is not there.</param>
/// <param name="Percent">Null also when the earlier one is zero.</param>
readonly record struct Change(decimal? Absolute, decimal? Percent)
{
    public static Change Of(decimal? value, decimal? before) => new(
        value - before, value is { } later && before is { } earlier ? Ratio.Growth(later, earlier) : null);
}

sealed record TrendPoint(
    DateOnly Day, decimal? Value, decimal? MovingAverage, Change ToDayBefore, Change ToWeekBefore);

/// <summary>How a metric went on, day by day; a day without transactions counts, with nothing.</summary>
sealed class Trend(IReadOnlyDictionary<DateOnly, DayFigures> days, Metric metric, int window, int scale)
{
    /// <summary>From when on the figures are needed to tell of a period.</summary>
    public static DateOnly FirstNeeded(Period period, int window) =>
        period.From.AddDays(-Math.Max(Math.Max(window - 1, 7), period.Days));

    public IEnumerable<TrendPoint> Points(Period period)
    {
        for (var day = period.From; day <= period.To; day = day.AddDays(1))
        {
            var value = At(day);
            yield return new(
                day,
                value,
                MovingAverage(day),
                Change.Of(value, At(day.AddDays(-1))),
                Change.Of(value, At(day.AddDays(-7))));
        }
    }

    /// <summary>All days of a period together.</summary>
    public decimal? Total(Period period) => Sum(period).Of(metric);

    decimal? At(DateOnly day) => days.GetValueOrDefault(day).Of(metric);

    /// <summary>Of the days up to this one. A rate is that of all their transactions together.</summary>
    decimal? MovingAverage(DateOnly day)
    {
        var sum = Sum(new(day.AddDays(1 - window), day)).Of(metric);
        return metric is Metric.SuccessRate || sum is null ? sum : Ratio.HalfAwayFromZero(sum.Value / window, scale);
    }

    DayFigures Sum(Period period)
    {
        var sum = default(DayFigures);
        for (var day = period.From; day <= period.To; day = day.AddDays(1))
            sum += days.GetValueOrDefault(day);
        return sum;
    }
}
