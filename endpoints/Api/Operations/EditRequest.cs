using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Operations;

/// <summary>A failed message as an operator would have it.</summary>
/// <param name="Headers">Those to set, and with null those to take away; all others stay.</param>
sealed record EditRequest(JsonText Body, IReadOnlyDictionary<string, string?> Headers, OperatorNote Note)
{
    public static ValueTask<EditRequest?> ReadOrRefuse(HttpContext context, bool needsReason) =>
        JsonRequest.ReadOrRefuse(context, body => Parse(body, needsReason));

    static EditRequest? Parse(Fields body, bool needsReason)
    {
        var edited = body.Json("body");
        var headers = body.OptionalTexts("headers");
        var note = OperatorNote.From(body, needsReason);
        return body.AreValid() && edited is not null ? new(edited, headers, note) : null;
    }
}
