using Microsoft.AspNetCore.Http.Features;

namespace BillingEngine.Api.Requests;

static class RequestPath
{
    public static string PathValue(this HttpContext context, string name) =>
        context.Request.RouteValues[name] as string ?? "";

    /// <summary>
    /// What follows a prefix in the path as it was sent, decoded once. Route values leave "%2F" as it is, so that a key
    /// with a slash and one with a literal "%2F" would look the same there. Null when the path is not spelt like that.
    /// </summary>
    public static string? RawPathAfter(this HttpContext context, string prefix)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?')[0];
        var start = path.IndexOf(prefix, StringComparison.Ordinal);
        return start < 0 ? null : Uri.UnescapeDataString(path[(start + prefix.Length)..]);
    }
}
