using BillingEngine.Api.Requests;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>What a payment says beyond any other movement.</summary>
/// <param name="ExpiresIn">How long its hold lasts.</param>
sealed record PaymentTerms(CaptureMode Capture, TimeSpan ExpiresIn, Guid? CardId)
{
    public static readonly TimeSpan LongestHold = TimeSpan.FromDays(365);
    public static readonly TimeSpan UsualHold = TimeSpan.FromDays(7);

    public static PaymentTerms Read(Fields body, Guid? sourceAccountId)
    {
        var cardId = body.OptionalId("cardId");
        if (cardId is not null && sourceAccountId is not null)
            body.Errors.Add("cardId", "must not be given together with sourceAccountId: the card names the account");
        else if (cardId is null && sourceAccountId is null && !body.Errors.Concern("sourceAccountId", "cardId"))
            body.Errors.Add("sourceAccountId", "is required, unless cardId is given");
        return new(
            body.Choice("capture", CaptureMode.Automatic),
            body.Duration("expiresIn", LongestHold, UsualHold),
            cardId);
    }

    /// <summary>Stored for ever with the rest of the fingerprint, so their order and rendering never change.</summary>
    public string?[] FingerprintParts() =>
    [
        Capture is CaptureMode.Manual ? "manual" : "automatic",
        Fingerprint.Part((int)ExpiresIn.TotalSeconds),
        CardId?.ToString(),
    ];
}
