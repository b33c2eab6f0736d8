using BillingEngine.Api.Answers;
using BillingEngine.Api.Consistency;
using BillingEngine.Api.Requests;
using Microsoft.OpenApi;

namespace BillingEngine.Api.Description;

static class HeaderDescriber
{
    public static Dictionary<string, IOpenApiHeader> Of(ResponseHeaders headers)
    {
        var described = new Dictionary<string, IOpenApiHeader>
        {
            [CorrelationId.Header] = Header("The caller's correlation id, or the one that was made."),
            [TraceParent.Header] = Header("W3C Trace Context: the caller's trace, or a new one."),
        };
        if (headers.HasFlag(ResponseHeaders.Position))
            described[ReadConsistency.PositionHeader] = Header("For X-Min-Position of reads that are to show this.");
        if (headers.HasFlag(ResponseHeaders.Location))
            described["Location"] = Header("Where the resource is.");
        if (headers.HasFlag(ResponseHeaders.Replayed))
            described[AnswerHeaders.Replayed] = Header("\"true\" when this is the first answer to this key again.");
        return described;
    }

    public static Dictionary<string, IOpenApiHeader> OfProblem(int status)
    {
        var described = Of(ResponseHeaders.None);
        if (status is StatusCodes.Status503ServiceUnavailable)
            described["Retry-After"] = Header("Seconds to wait before the request is repeated.");
        return described;
    }

    static OpenApiHeader Header(string text) =>
        new() { Description = text, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
