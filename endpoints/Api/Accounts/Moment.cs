using System.Globalization;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Accounts;

/// <summary>
/// Which state of an account a query asks for: the one at a time, or at a version; neither: as it stands.
/// </summary>
readonly record struct Moment(DateTimeOffset? At, int? Version)
{
    public const string AtField = "at";
    public const string VersionField = "version";

    public static Moment FromQuery(HttpRequest request, DateTimeOffset now, FieldErrors errors)
    {
        var moment = new Moment(PastTime(request, AtField, now, errors), FindVersion(request, errors));
        if (moment is { At: not null, Version: not null })
            errors.Add(VersionField, $"must not be given together with {AtField}");
        return moment;
    }

    /// <summary>A time of which all is known.</summary>
    public static DateTimeOffset? PastTime(HttpRequest request, string name, DateTimeOffset now, FieldErrors errors)
    {
        var time = QueryText.FindTime(request, name, errors);
        if (time > now)
            errors.Add(name, "must not be in the future: nothing is known of it yet");
        return time;
    }

    static int? FindVersion(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, VersionField, errors) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
            return version;
        errors.Add(VersionField, $"must be a whole number from 1 to {int.MaxValue}");
        return null;
    }
}
