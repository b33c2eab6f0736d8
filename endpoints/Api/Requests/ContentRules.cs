using System.Net.Http.Headers;
using BillingEngine.Api.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace BillingEngine.Api.Requests;

/// <summary>What a request's headers must say about its body, before any of it is read.</summary>
static class ContentRules
{
    public static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0
        || (request.ContentLength is null
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false });

    public static Problem? FaultOf(HttpRequest request, int maxBytes)
    {
        if (!IsJson(request.ContentType))
            return Problem.UnsupportedMediaType("The body must be application/json in UTF-8.");
        if (request.Headers.ContentEncoding is not ([] or ["identity"]))
            return Problem.UnsupportedMediaType("The body must not be compressed or otherwise encoded.");
        return request.ContentLength > maxBytes ? Problem.PayloadTooLarge(maxBytes) : null;
    }

    static bool IsJson(string? contentType) =>
        contentType is "application/json"
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && "application/json".Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)
            && (type.CharSet is null || "utf-8".Equals(type.CharSet.Trim('"'), StringComparison.OrdinalIgnoreCase)));
}
