using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Operations;

/// <summary>Who asks for something, as the gateway in front has found out, and why.</summary>
sealed record OperatorNote(string Actor, string? Reason)
{
    public const string Unknown = "unknown";

    /// <summary>Of a request whose body has no other members.</summary>
    public static ValueTask<OperatorNote?> ReadOrRefuse(HttpContext context, bool isReasonRequired) =>
        isReasonRequired
            ? JsonRequest.ReadOrRefuse(context, body => Complete(body, From(body, isReasonRequired)))
            : JsonRequest.ReadOptionalOrRefuse(context, body => Complete(body, From(body, isReasonRequired)));

    /// <summary>Reads the members of a body that has others besides.</summary>
    public static OperatorNote From(Fields body, bool isReasonRequired) => new(
        body.Actor() ?? Unknown,
        isReasonRequired
            ? body.Text("reason", TextRules.MaxProse)
            : body.OptionalText("reason", TextRules.MaxProse));

    static OperatorNote? Complete(Fields body, OperatorNote note) => body.AreValid() ? note : null;
}
