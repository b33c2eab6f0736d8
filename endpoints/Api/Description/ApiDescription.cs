using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BillingEngine.Api.Description;

/// <summary>
/// Serves /openapi/v1.json, made from the routes as they are mapped: what is not described there is not there.
/// </summary>
static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services)
    {
        // Only the description goes by these options; requests and answers are read and written by hand.
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer(Introduce);
            options.AddOperationTransformer(OperationDescriber.Describe);
            options.AddSchemaTransformer(CompleteMember);
        });
    }

    static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "Billing Engine",
            Version = "v1",
            Description = """
                Wallets and the movement of money between them. Amounts are decimal strings, times RFC 3339 in UTC,
                ids UUIDs. Errors are application/problem+json with a stable `code`. What was answered with 201 or 202
                is durable.
                """,
        };
        document.Servers?.Clear();
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "accounts" },
            new() { Name = "transactions" },
            new() { Name = "analytics" },
            new() { Name = "ops" },
            new() { Name = "health" },
        };
        return Task.CompletedTask;
    }

    /// <summary>
    /// Members whose type is an object or an enum lose their own description and that they may be null.
    /// </summary>
    static Task CompleteMember(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.JsonPropertyInfo is { IsGetNullable: true } && schema.Type is { } type)
            schema.Type = type | JsonSchemaType.Null;
        var attributes = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(inherit: false) ?? [];
        schema.Description ??= attributes.OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
        return Task.CompletedTask;
    }
}
