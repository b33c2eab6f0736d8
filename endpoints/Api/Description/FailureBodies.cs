using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in RequestBodies.cs and ResponseBodies.cs.

[Description("Why an operator does something.")]
sealed record OperatorReasonBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("Puts many failed messages away.")]
sealed record ArchiveManyBody
{
    [Description("1 to 1,000 ids of failed messages, each with its partition."), MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<string> Ids { get; init; }

    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("A page of failed messages, those that failed last first.")]
sealed record FailedMessagesBody(
    IReadOnlyList<FailedMessageBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A message that failed for good.")]
sealed record FailedMessageBody(
    [property: Description("The message's id, a dot, and the partition.")] string Id,
    Guid MessageId,
    int Partition,
    string Endpoint,
    [property: Description("Stable name of the contract.")] string Type,
    [property: Description("failed, retrying, resolved or archived.")] string Status,
    [property: Description("Once resolved: done, or already_done when nothing was left to do.")] string? Outcome,
    [property: Description("Failures with the same one have the same cause.")] Guid? GroupId,
    string ExceptionType,
    [property: Description("Shortened in lists.")] string ExceptionMessage,
    [property: Description("How often it was tried, in all its failures together.")] int Attempts,
    [property: Description("How often it has failed for good.")] int Failures,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset FailedAt,
    Guid? ConversationId,
    string? CorrelationId,
    Guid? TransactionId,
    IReadOnlyList<Guid> AccountIds,
    [property: Description("Major units."), RegularExpression(Patterns.SignedAmount)] string? Amount,
    string? Currency,
    [property: Description("The retry that it was a part of last.")] Guid? OperationId,
    DateTimeOffset? ChangedAt,
    [property: Description("Who changed its status last.")] string? ChangedBy,
    [property: Description("And why.")] string? Reason);

[Description("A failed message whole.")]
sealed record FailedMessageDetailBody(
    string Id,
    Guid MessageId,
    int Partition,
    string Endpoint,
    string Type,
    string Status,
    string? Outcome,
    Guid? GroupId,
    string ExceptionType,
    string ExceptionMessage,
    int Attempts,
    int Failures,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset FailedAt,
    Guid? ConversationId,
    string? CorrelationId,
    Guid? TransactionId,
    IReadOnlyList<Guid> AccountIds,
    string? Amount,
    string? Currency,
    Guid? OperationId,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    string? Reason,
    [property: Description("The exception with its stack.")] string Exception,
    [property: Description("Texts by name, with what the failure added.")] JsonObject Headers,
    [property: Description("As it was edited last, or else sent; base64 when it is no JSON.")] JsonNode Body,
    bool IsBase64,
    [property: Description("What operators changed, oldest first.")] IReadOnlyList<MessageEditBody> Edits,
    [property: Description("The key whose later messages wait for this one.")] HeldKeyBody? BlockedKey);

sealed record MessageEditBody(
    DateTimeOffset At,
    string By,
    string Reason,
    JsonObject HeadersBefore,
    JsonNode BodyBefore,
    bool IsBodyBeforeBase64,
    JsonObject HeadersAfter,
    JsonNode BodyAfter,
    bool IsBodyAfterBase64);

sealed record HeldKeyBody(Guid Key, [property: Description("Messages that wait.")] int Parked);

[Description("A page of groups, the largest first.")]
sealed record FailureGroupsBody(
    IReadOnlyList<FailureGroupBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("Failures of one type of message with one cause.")]
sealed record FailureGroupBody(
    Guid GroupId,
    string Type,
    string ExceptionType,
    [property: Description("The exception's message, of the one that failed last.")] string SampleMessage,
    [property: Description("The id of that one.")] string SampleId,
    long Count,
    CountByStatusBody CountByStatus,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    [property: Description("How many accounts its messages are about.")] long AffectedAccounts,
    [property: Description("The first ten of them.")] IReadOnlyList<Guid> AccountIds,
    [property: Description("Each transaction once per currency, with its largest amount; not what is resolved.")]
    IReadOnlyList<MoneyAtRiskBody> MoneyAtRisk,
    IReadOnlyList<string> Endpoints);

sealed record CountByStatusBody(long Failed, long Retrying, long Resolved, long Archived);

sealed record MoneyAtRiskBody(
    string Currency,
    [property: Description("Major units."), RegularExpression(Patterns.SignedAmount)] string Amount);

[Description("What became of many messages.")]
sealed record ArchivedManyBody(
    [property: Description("How many were archived.")] int Archived,
    [property: Description("In the order of the ids, each once.")] IReadOnlyList<ArchivedOneBody> Items);

sealed record ArchivedOneBody(
    string Id,
    [property: Description("archived, unchanged, refused or notFound.")] string Outcome,
    [property: Description("That it has now; null: there is none.")] string? Status);

[Description("What became of the messages of a group.")]
sealed record GroupChangeBody(
    Guid GroupId,
    [property: Description("Messages whose status was changed.")] int Changed,
    [property: Description("Messages that are left for the next call.")] long Remaining);

[Description("A page of actions, newest first.")]
sealed record OperatorActionsBody(
    IReadOnlyList<OperatorActionBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("Something that an operator did.")]
sealed record OperatorActionBody(
    long ActionId,
    DateTimeOffset At,
    string Actor,
    [property: Description("Such as message.archive.")] string Action,
    [property: Description("What it was done to.")] string Target,
    string? Reason,
    JsonObject? Details);
