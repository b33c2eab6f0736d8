using System.Globalization;

namespace BillingEngine.Api.Requests;

/// <summary>Moments and days in a query.</summary>
static class QueryMoment
{
    const string DateForm = "yyyy-MM-dd";
    const string DateRule = "must be a date, such as \"2026-03-04\"";
    const string MomentRule =
        "must be an RFC 3339 time with its offset, such as \"2026-03-04T05:06:07Z\", or a date, such as \"2026-03-04\"";

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

    public static DateOnly? FindDate(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (TryParseDate(text, out var date))
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
