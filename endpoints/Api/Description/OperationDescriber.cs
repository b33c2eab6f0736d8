using System.Globalization;
using BillingEngine.Api.Answers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BillingEngine.Api.Description;

/// <summary>Turns the description of a route into an operation of OpenAPI.</summary>
static class OperationDescriber
{
    const string Json = "application/json";

    public static async Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDescription>().Single();
        var path = context.Description.RelativePath ?? "";
        operation.OperationId = route.OperationId;
        operation.Summary = route.Summary;
        operation.Description = route.Text;
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), context.Document) };
        operation.Parameters = [.. ParameterDescriber.Of(route, path)];
        if (route.Body is var (type, isRequired))
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = isRequired,
                Content = await Content(Json, type, isStrict: true, context, ct),
            };

        operation.Responses = [];
        foreach (var answer in route.Succeeding)
            operation.Responses[Show(answer.Status)] = new OpenApiResponse
            {
                Description = answer.Text,
                Headers = HeaderDescriber.Of(
                    route.IsRead ? answer.Headers : answer.Headers | ResponseHeaders.Position),
                Content = answer.Body is { } body
                    ? await Content(answer.ContentType, body, isStrict: false, context, ct)
                    : new()
                    {
                        [answer.ContentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                    },
            };
        foreach (var status in route.Refusing.Append(StatusCodes.Status500InternalServerError))
            operation.Responses.TryAdd(Show(status), new OpenApiResponse
            {
                Description = ProblemTexts.GetValueOrDefault(status, "A problem."),
                Headers = HeaderDescriber.OfProblem(status),
                Content = await Content(ProblemAnswer.ContentType, typeof(ProblemBody), isStrict: false, context, ct),
            });
    }

    static readonly Dictionary<int, string> ProblemTexts = new()
    {
        [400] = "The request is malformed or invalid; errors names every field and rule.",
        [404] = "There is no such resource.",
        [409] = "Something of this id exists, or stands in a way that does not allow it; the code says how.",
        [413] = "The body is larger than 1 MB, or 4 MB for many movements at once.",
        [415] = "The body is not application/json in UTF-8.",
        [422] = "Refused by a rule of the business, or the idempotency key stands for another request.",
        [500] = "The fault is ours.",
        [503] = "Overloaded or unavailable; repeat the request later, under the same key.",
    };

    /// <summary>Paths begin with "v1/accounts" or "health".</summary>
    static string TagOf(string path) => path.Split('/') is ["v1", var resource, ..] ? resource : path.Split('/')[0];

    static string Show(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <param name="isStrict">Requests may have no other members; answers will have more one day.</param>
    static async Task<Dictionary<string, OpenApiMediaType>> Content(
        string contentType, Type body, bool isStrict, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var document = context.Document!;
        var name = body.Name.EndsWith("Body", StringComparison.Ordinal) ? body.Name[..^"Body".Length] : body.Name;
        if (document.Components?.Schemas?.ContainsKey(name) is not true)
        {
            var schema = await context.GetOrCreateSchemaAsync(body, cancellationToken: ct);
            schema.AdditionalPropertiesAllowed = !isStrict;
            document.AddComponent(name, schema);
        }

        return new() { [contentType] = new() { Schema = new OpenApiSchemaReference(name, document) } };
    }
}
