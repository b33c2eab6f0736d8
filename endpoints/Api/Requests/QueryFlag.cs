namespace BillingEngine.Api.Requests;

/// <summary>A switch in the query, such as <c>?dryRun=true</c>; left out, it is off.</summary>
static class QueryFlag
{
    /// <returns>Null for anything but true and false: to guess could do for real what was only to be tried.</returns>
    public static bool? Find(HttpRequest request, string name) => request.Query[name] switch
    {
        [] => false,
        ["true"] => true,
        ["false"] => false,
        _ => null,
    };
}
