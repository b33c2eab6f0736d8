using System.Globalization;

namespace BillingEngine.Api.Requests;

/// <summary>Moments and days in a query.</summary>
static class QueryMoment
{
    const string DateForm = "yyyy-MM-dd";
    const string DateRule = "must be a date from 2000 on, such as \"2026-03-04\", or a time of that day in UTC";
    const string MomentRule =
        "must be an RFC 3339 time with its offset, such as \"2026-03-04T05:06:07Z\", or a date, such as \"2026-03-04\"";

    /// <summary>Before it there is nothing to ask for, and no room for a period to compare with.</summary>
    static readonly DateOnly FirstDate = new(2000, 1, 1);

    /// <summary>A time, or the start of a date, in UTC.</summary>
    public static DateTimeOffset? Find(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (Rfc3339.TryParse(text, out var time))
            return time;
        if (TryParseDate(text, out var date))
            return date.Start;
        errors.Add(name, MomentRule);
        return null;
    }

    /// <summary>A date, or that of a time, in UTC.</summary>
    public static DateOnly? FindDate(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (Rfc3339.TryParse(text, out var time) && time.UtcDay >= FirstDate)
            return time.UtcDay;
        if (TryParseDate(text, out var date) && date >= FirstDate)
            return date;
        errors.Add(name, DateRule);
        return null;
    }

    static bool TryParseDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}

/// <summary>Days are those of UTC.</summary>
static class Days
{
    extension(DateOnly date)
    {
        public DateTimeOffset Start => new(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
    }

    extension(DateTimeOffset time)
    {
        public DateOnly UtcDay => DateOnly.FromDateTime(time.UtcDateTime);
    }
}
