using System.Globalization;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Analytics;

/// <summary>A period of days, both of them in it.</summary>
readonly record struct Period(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>As long as this one, and ending the day before it begins.</summary>
    public Period Before => new(From.AddDays(-Days), From.AddDays(-1));
}

/// <summary>Reads what the queries for numbers have in common.</summary>
sealed class AnalyticsQuery(TimeProvider clock, CurrencyRegistry currencies)
{
    public const int MostDays = 366;
    const int DefaultDays = 30;

    public static string Ledger(HttpRequest request, FieldErrors errors) =>
        LedgerName.FromQuery(request, errors) ?? LedgerName.Default;

    public Currency? Currency(HttpRequest request, FieldErrors errors) =>
        QueryCurrency.Find(request, errors, currencies);

    /// <summary>From and to; without them the last 30 days, up to today.</summary>
    public Period Period(HttpRequest request, FieldErrors errors)
    {
        var to = QueryMoment.FindDate(request, "to", errors) ?? Today();
        var from = QueryMoment.FindDate(request, "from", errors) ?? to.AddDays(1 - DefaultDays);
        var period = new Period(from, to);
        if (errors.Concern("from", "to"))
            return new(Today(), Today());
        if (from > to)
            errors.Add("from", "must not be after to");
        else if (period.Days > MostDays)
            errors.Add("from", $"must be at most {MostDays} days before the end of to");
        return period;
    }

    public DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>One of some words; the first of them if it is left out.</summary>
    public static string Choice(HttpRequest request, string name, FieldErrors errors, params string[] choices)
    {
        var text = QueryText.Find(request, name, errors) ?? choices[0];
        if (!choices.Contains(text))
            errors.Add(name, $"must be one of {string.Join(", ", choices)}");
        return text;
    }

    public static int Number(HttpRequest request, string name, FieldErrors errors, int otherwise, int maximum)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= maximum)
            return number;
        errors.Add(name, $"must be a whole number from 1 to {maximum}");
        return otherwise;
    }
}
