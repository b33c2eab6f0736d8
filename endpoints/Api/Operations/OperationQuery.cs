using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Filters of the operators' lists. A filter that nobody knows would show more than was asked for.</summary>
static class OperationQuery
{
    public static void RefuseUnknown(HttpRequest request, FieldErrors errors, params ReadOnlySpan<string> known)
    {
        foreach (var name in request.Query.Keys)
        {
            if (!known.Contains(name))
                errors.Add(Fields.Shown(name), "is not a filter of this list");
        }
    }

    public static Guid? FindId(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (Uuid.TryParse(text, out var id))
            return id;
        errors.Add(name, "must be a UUID");
        return null;
    }

    public static string? FindText(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (TextRules.FaultOf(text, TextRules.MaxName) is { } fault)
            errors.Add(name, fault);
        return text;
    }

    /// <summary>Given several times, or once with commas in between.</summary>
    public static IReadOnlyList<string> FindStatuses(
        HttpRequest request, IReadOnlyList<string> otherwise, FieldErrors errors)
    {
        var given = request.Query["status"].SelectMany(value => (value ?? "").Split(',')).Distinct().ToList();
        if (given.Except(FailureQuery.AllStatuses).Any())
            errors.Add("status", $"must be one or more of {string.Join(", ", FailureQuery.AllStatuses)}");
        return given.Count > 0 ? given : otherwise;
    }
}
