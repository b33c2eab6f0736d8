using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Api.Operations;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("A page of messages that wait, soonest due first.")]
sealed record WaitingPageBody(
    IReadOnlyList<WaitingBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A message that waits.")]
sealed record WaitingBody(
    [property: Description("Under which it waits; another one whenever it is put off anew.")] long Id,
    Guid MessageId,
    WaitingKind Kind,
    [property: Description("Stable name of the contract.")] string Type,
    string Endpoint,
    int Partition,
    [property: Description("Null when it is parked: it waits for another message.")] DateTimeOffset? DueAt,
    [property: Description("The key in which order is kept.")] Guid? OrderKey,
    [property: Description("The saga that it is for, or else that has sent it.")] WaitingSagaBody? Saga,
    string? ConversationId,
    string? CorrelationId,
    [property: Description("As the contract tells.")] Guid? TransactionId,
    [property: Description("As the contract tells.")] IReadOnlyList<Guid> AccountIds,
    [property: Description("How often it has been tried.")] int Attempts,
    [property: Description("How often it was put off after that.")] int DelayedRetries,
    [property: Description("Why it failed last.")] string? LastFailure,
    [property: Description("Null when it is no JSON.")] JsonObject? Body);

sealed record WaitingSagaBody(
    string Id, string? Type, [property: Description("receiver or sender.")] string Role);

[Description("Has a message delivered at another time.")]
sealed record MoveTimeoutBody
{
    [Description("When; past: now.")]
    public required DateTimeOffset DueAt { get; init; }

    [Description("Move it only if it is due then.")]
    public DateTimeOffset? ExpectedDueAt { get; init; }

    [Description("Why, for the record."), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("Has many messages delivered at another time: ids or else filter, dueAt or else shiftBy.")]
sealed record MoveTimeoutsBody
{
    [Description("These."), MinLength(1), MaxLength(1000)]
    public IReadOnlyList<long>? Ids { get; init; }

    [Description("All that match; {} is all there are.")]
    public WaitingFilterBody? Filter { get; init; }

    [Description("When; past: now.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("By how much: an ISO 8601 duration, such as PT15M or -PT15M.")]
    public string? ShiftBy { get; init; }

    [Description("Why, for the record."), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("As the query of the list.")]
sealed record WaitingFilterBody
{
    public WaitingKind? Kind { get; init; }

    public string? Type { get; init; }

    public string? Endpoint { get; init; }

    public Guid? SagaId { get; init; }

    public Guid? TransactionId { get; init; }

    public Guid? ConversationId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

sealed record MovedTimeoutsBody(int Moved);

[Description("Takes a message from those that wait.")]
sealed record CancelTimeoutBody
{
    [Description("Why, for the record."), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

sealed record CancelledTimeoutBody(
    long Id,
    Guid MessageId,
    [property: Description("deleted: a timeout, which nobody will get. failed: it is among the failed ones.")]
    string Outcome,
    [property: Description("Under which it is among the failed ones.")] string? FailedMessageId,
    string Consequence);

[Description("A page of sagas, longest untouched first.")]
sealed record SagasBody(
    IReadOnlyList<SagaBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A saga that has not ended.")]
sealed record SagaBody(
    Guid SagaId,
    string Type,
    [property: Description("What it was started for: the id of a transaction.")] string Correlation,
    int Partition,
    string Endpoint,
    int Version,
    DateTimeOffset UpdatedAt,
    [property: Description("Since it was touched: an ISO 8601 duration.")] string Age,
    bool IsStuck,
    [property: Description("failed_message or nothing_on_its_way.")] string? StuckBecause,
    JsonObject Data,
    SagaWaitsBody WaitsFor);

sealed record SagaWaitsBody(IReadOnlyList<WaitingBody> Queued, IReadOnlyList<SagaFailureBody> Failed);

sealed record SagaFailureBody(
    string Id,
    string Type,
    string Endpoint,
    string Status,
    string ExceptionMessage,
    DateTimeOffset FailedAt,
    Guid? ConversationId);

[Description("A saga, and what it has been through.")]
sealed record SagaDetailBody(
    Guid SagaId,
    bool IsOpen,
    [property: Description("As it stands; null when it has ended.")] SagaBody? Saga,
    IReadOnlyList<SagaStepBody> History,
    [property: Description("There is more in the traces than was read.")] bool HistoryIsCut);

sealed record SagaStepBody(
    DateTimeOffset At,
    Guid MessageId,
    string Type,
    bool IsTimeout,
    bool IsReplay,
    StepOutcome Outcome,
    [property: Description("Null: it began.")] JsonObject? Before,
    [property: Description("Null: it ended.")] JsonObject? After);

sealed record RateLimitsBody(IReadOnlyList<RateLimitBody> Items);

[Description("A type of message that a worker has slowed down.")]
sealed record RateLimitBody(
    string Endpoint,
    string Type,
    Guid WorkerId,
    [property: Description("In a row.")] int Failures,
    DateTimeOffset Since,
    DateTimeOffset UpdatedAt,
    [property: Description("How many wait in line at the endpoint.")] long Waiting,
    [property: Description("When the first of them is due.")] DateTimeOffset? NextAt,
    [property: Description("When the last of them is due.")] DateTimeOffset? Until);

[Description("A page of keys, longest blocked first.")]
sealed record BlockedKeysBody(
    IReadOnlyList<BlockedKeyBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

sealed record BlockedKeyBody(
    Guid Key,
    string Endpoint,
    int Partition,
    BlockedHeadBody Head,
    [property: Description("How many wait behind it.")] int Parked,
    DateTimeOffset Since);

sealed record BlockedHeadBody(
    Guid MessageId,
    string FailedMessageId,
    string? Type,
    [property: Description("failed, archived, onItsWay, retry, throttled, deferred; missing: somebody has broken it.")]
    string State,
    [property: Description("When it is tried again by itself.")] DateTimeOffset? DueAt);
