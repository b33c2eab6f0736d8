using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Accounts;

/// <summary>What a request says that changes the status of an account or card.</summary>
sealed record ChangeRequest(string? Reason, string? Key, string? Actor)
{
    public static ValueTask<ChangeRequest?> ReadOrRefuse(HttpContext context, bool isReasonRequired) =>
        isReasonRequired
            ? JsonRequest.ReadOrRefuse(context, body => Parse(body, body.Text("reason", TextRules.MaxProse)))
            : JsonRequest.ReadOptionalOrRefuse(
                context, body => Parse(body, body.OptionalText("reason", TextRules.MaxProse)));

    static ChangeRequest? Parse(Fields body, string? reason)
    {
        var request = new ChangeRequest(reason, body.OptionalIdempotencyKey(), body.Actor());
        return body.AreValid() ? request : null;
    }
}
