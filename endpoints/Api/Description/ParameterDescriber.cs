using System.Globalization;
using BillingEngine.Api.Consistency;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;
using Microsoft.OpenApi;

namespace BillingEngine.Api.Description;

static class ParameterDescriber
{
    public static IEnumerable<IOpenApiParameter> Of(RouteDescription route, string path) =>
        [.. PathParameters(path), .. QueryParameters(route), .. HeaderParameters(route, path)];

    static IEnumerable<IOpenApiParameter> PathParameters(string path)
    {
        if (path.StartsWith("v1/ops/messages/{id}", StringComparison.Ordinal))
            yield return InPath("id", "A failed message, as messageId.partition, or its message id.", Text(60));
        else if (path.Contains("{id}", StringComparison.Ordinal))
            yield return InPath("id", "A UUID.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        if (path.Contains("{conversationId}", StringComparison.Ordinal))
            yield return InPath(
                "conversationId", "A UUID.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        if (path.Contains("{messageId}", StringComparison.Ordinal))
            yield return InPath("messageId", "A UUID, or messageId.partition.", Text(60));
        if (path.Contains("{cardId}", StringComparison.Ordinal))
            yield return InPath(
                "cardId", "A UUID.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        if (path.Contains("{timeoutId}", StringComparison.Ordinal))
            yield return InPath(
                "timeoutId", "The id under which it waits.", new OpenApiSchema { Type = JsonSchemaType.Integer });
        if (path.Contains("{trackingId}", StringComparison.Ordinal))
            yield return InPath("trackingId", "The idempotency key, percent-encoded.", Text(255));
        if (path.Contains("{ruleId}", StringComparison.Ordinal))
            yield return InPath(
                "ruleId", "Number of a rule.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" });
    }

    static IEnumerable<IOpenApiParameter> QueryParameters(RouteDescription route)
    {
        foreach (var (name, text, format) in route.Query)
            yield return InQuery(name, text, Text(255, format));
        if (route.IsPaged)
        {
            yield return InQuery(PageRequest.LimitField, "At most so many items.", Limit());
            yield return InQuery(PageRequest.CursorField, "The nextCursor of the page before.", Text(255));
        }
    }

    static IEnumerable<IOpenApiParameter> HeaderParameters(RouteDescription route, string path)
    {
        if (route.IsRead && path.StartsWith("v1/", StringComparison.Ordinal))
            yield return Header(
                ReadConsistency.MinPositionHeader,
                "The X-Position of an earlier answer: waits, 2 s at most, until what is read shows it.",
                LogPosition.MaxTextLength);
        yield return Header(CorrelationId.Header, "Put on every event, message and log line.", 128);
        yield return Header(TraceParent.Header, "W3C Trace Context; what is malformed is ignored.", 255);
        if (route.HasActor)
            yield return Header(
                Actor.Header, "Who is behind the request, as the gateway in front found out; on every change.", 128);
        if (route.KeyUse is not IdempotencyKeyUse.None)
            yield return Header(IdempotencyKey.Header, KeyText(route.KeyUse), 255);
        if (route.CanWait)
            yield return Header(
                Preference.Header,
                $"wait=N: wait up to N seconds, at most {Preference.MaxWaitSeconds}; respond-async: do not wait.",
                255);
    }

    static string KeyText(IdempotencyKeyUse use) =>
        "Same key and same content: the first answer again. Same key, other content: 422. Keys never expire. "
        + (use is IdempotencyKeyUse.Required ? "Required, here or as the member idempotencyKey." : "Optional.");

    static OpenApiParameter InPath(string name, string text, OpenApiSchema schema) =>
        Parameter(ParameterLocation.Path, name, text, schema, isRequired: true);

    static OpenApiParameter InQuery(string name, string text, OpenApiSchema schema) =>
        Parameter(ParameterLocation.Query, name, text, schema, isRequired: false);

    static OpenApiParameter Header(string name, string text, int maximum) =>
        Parameter(ParameterLocation.Header, name, text, Text(maximum), isRequired: false);

    static OpenApiParameter Parameter(
        ParameterLocation location, string name, string text, OpenApiSchema schema, bool isRequired) => new()
        {
            In = location,
            Name = name,
            Description = text,
            Required = isRequired,
            Schema = schema,
        };

    static OpenApiSchema Text(int maximum, string? format = null) =>
        new() { Type = JsonSchemaType.String, Format = format, MinLength = 1, MaxLength = maximum };

    static OpenApiSchema Limit() => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = "1",
        Maximum = PageRequest.MaxLimit.ToString(CultureInfo.InvariantCulture),
        Default = PageRequest.DefaultLimit,
    };
}
