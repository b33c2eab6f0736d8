namespace BillingEngine.Api.Requests;

static class QueryNames
{
    /// <summary>A misspelt filter would otherwise show, or change, more than was asked for.</summary>
    public static void RefuseOthers(HttpRequest request, FieldErrors errors, params ReadOnlySpan<string> known)
    {
        foreach (var name in request.Query.Keys)
        {
            if (!known.Contains(name))
                errors.Add(Fields.Shown(name), "is not a parameter of this query");
        }
    }
}
