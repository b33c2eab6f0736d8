using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in RequestBodies.cs and ResponseBodies.cs.

[Description("What to try of a failed message; left out, a retry as it is.")]
sealed record DryRunFailureBody
{
    [Description("The message as it would be edited.")]
    public required JsonObject Body { get; init; }

    [Description("Headers to set, and with null those to take away.")]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }
}

[Description("Mends a failed message.")]
sealed record EditFailureBody
{
    [Description("The message as it is to be, whole.")]
    public required JsonObject Body { get; init; }

    [Description("Headers to set, and with null those to take away.")]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("The message is on its way again.")]
sealed record EditedFailureBody(
    string Id,
    [property: Description("Always \"retrying\".")] string Status,
    [property: Description("The retry that learns how it ends.")] Guid OperationId);

[Description("What would come of a failed message. Nothing was stored.")]
sealed record FailureRehearsalBody(
    string Id,
    [property: Description("Nothing is left to do.")] bool AlreadyDone,
    [property: Description("How the message itself would end, as in traces: handled, alreadyDone, failed, parked …")]
    string Outcome,
    [property: Description("Why something would fail for good; null when nothing would.")] string? Fault,
    IReadOnlyList<RehearsedEventBody> Events,
    [property: Description("What the events would enter into the ledger.")] IReadOnlyList<RehearsedEntryBody> Entries,
    [property: Description("What would be sent, and handled at once where it can be.")]
    IReadOnlyList<RehearsedMessageBody> Messages,
    IReadOnlyList<RehearsedSagaBody> Sagas);

sealed record RehearsedEventBody(string Type, Guid StreamId, int Version, JsonObject Data);

sealed record RehearsedEntryBody(
    Guid AccountId,
    Guid TransactionId,
    [property: Description("debit, credit or fee, or the reversal of one.")] string Entry,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Amount,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string BalanceAfter,
    string Currency);

sealed record RehearsedMessageBody(
    Guid MessageId,
    string Type,
    string? Endpoint,
    [property: Description("send, publish or reply.")] string Intent,
    [property: Description("When it would be delivered; null: at once.")] DateTimeOffset? DueAt,
    [property: Description("How it would end; null while it waits.")] string? Outcome,
    [property: Description("Null of one that waits.")] JsonObject? Body);

sealed record RehearsedSagaBody(
    Guid SagaId,
    string Saga,
    [property: Description("Its data; null: it would begin.")] JsonObject? Before,
    [property: Description("Its data; null: it would end.")] JsonObject? After);
