namespace BillingEngine.Api.Requests;

/// <summary>Values of a query, each of them given once at most.</summary>
static class QueryText
{
    /// <summary>
    /// Null when it is left out, or given more than once: then that is among <paramref name="errors"/>.
    /// </summary>
    public static string? Find(HttpRequest request, string name, FieldErrors errors)
    {
        var values = request.Query[name];
        if (values.Count > 1)
            errors.Add(name, "must be given once");
        return values is [{ } text] ? text : null;
    }

    /// <summary>Notes every name that the list does not know: a misspelt filter would select too much.</summary>
    public static void AllowOnly(HttpRequest request, FieldErrors errors, params ReadOnlySpan<string> names)
    {
        foreach (var name in request.Query.Keys)
        {
            if (!names.Contains(name))
                errors.Add(Fields.Shown(name), "is not a parameter of this request");
        }
    }

    public static Guid? FindId(HttpRequest request, string name, FieldErrors errors)
    {
        if (Find(request, name, errors) is not { } text)
            return null;
        if (Uuid.TryParse(text, out var id))
            return id;
        errors.Add(name, "must be a UUID");
        return null;
    }

    public static DateTimeOffset? FindTime(HttpRequest request, string name, FieldErrors errors)
    {
        if (Find(request, name, errors) is not { } text)
            return null;
        if (Rfc3339.TryParse(text, out var time))
            return time;
        errors.Add(name, Rfc3339.Rule);
        return null;
    }
}
