using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Answers;

static class ProblemAnswer
{
    public const string ContentType = "application/problem+json";

    public static string TraceId(this HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    public static Task Answer(this HttpContext context, Problem problem)
    {
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var traceId = problem.RecordedTraceId ?? context.TraceId();
        return context.Answer(problem.Status, (problem, traceId), Write, ContentType);
    }

    public static void Write(Utf8JsonWriter json, (Problem Problem, string TraceId) content)
    {
        var (problem, traceId) = content;
        json.WriteStartObject();
        json.WriteString("type", $"urn:billing-engine:problem:{problem.Code}");
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", problem.Detail);
        json.WriteString("code", problem.Code);
        json.WriteString("traceId", traceId);
        foreach (var (name, value) in problem.Facts)
            json.WriteString(name, value);
        if (problem.Errors is { } errors)
            WriteErrors(json, errors);
        json.WriteEndObject();
    }

    static void WriteErrors(Utf8JsonWriter json, FieldErrors errors)
    {
        json.WriteStartObject("errors");
        foreach (var field in errors.ByField)
        {
            json.WriteStartArray(field.Key);
            foreach (var message in field)
                json.WriteStringValue(message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
