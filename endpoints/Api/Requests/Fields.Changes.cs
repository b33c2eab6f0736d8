using BillingEngine.Messages;

namespace BillingEngine.Api.Requests;

/// <summary>What changes of accounts and cards have besides.</summary>
sealed partial class Fields
{
    /// <summary>Who is behind the request; null when it does not say.</summary>
    public string? Actor() => request is null ? null : Requests.Actor.FromHeader(request, errors);

    /// <summary>Whether a member is there and null, where that says more than leaving it out.</summary>
    public bool IsNull(string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is System.Text.Json.JsonValueKind.Null;

    public DateTimeOffset? OptionalTime(string name)
    {
        if (FindText(name, isRequired: false) is not { } text)
            return null;
        if (Rfc3339.TryParse(text, out var time))
            return time;
        errors.Add(name, Rfc3339.Rule);
        return null;
    }

    public CalendarDuration? OptionalDuration(string name)
    {
        if (FindText(name, isRequired: false) is not { } text)
            return null;
        if (CalendarDuration.TryParse(text, out var duration))
            return duration;
        errors.Add(name, "must be an ISO 8601 duration, such as P3Y, P36M or PT30S");
        return null;
    }
}
