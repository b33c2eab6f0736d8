using System.ComponentModel;
using System.Text.Json.Nodes;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("The conversations of a transaction.")]
sealed record TransactionTraceBody(
    Guid TransactionId,
    [property: Description("Whether all of them are traced.")] bool Traced,
    [property: Description("There is more than is shown.")] bool Truncated,
    IReadOnlyList<TracedConversationBody> Conversations);

[Description("Messages that have to do with each other.")]
sealed record ConversationBody(
    Guid ConversationId,
    [property: Description("As the caller gave it, or as it was made.")] string? CorrelationId,
    [property: Description("Of the W3C Trace Context that the request came with, or was given.")] string? TraceId,
    [property: Description("Otherwise only events tell of its messages.")] bool Traced,
    IReadOnlyList<TracedMessageBody> Messages,
    [property: Description("What is in the queue still.")] IReadOnlyList<TracedWaitBody> Waiting,
    IReadOnlyList<TracedFailureBody> Failed,
    [property: Description("There is more than is shown.")] bool Truncated);

[Description("Messages that have to do with each other.")]
sealed record TracedConversationBody(
    Guid ConversationId,
    [property: Description("As the caller gave it, or as it was made.")] string? CorrelationId,
    [property: Description("Of the W3C Trace Context that the request came with, or was given.")] string? TraceId,
    [property: Description("Otherwise only events tell of its messages.")] bool Traced,
    IReadOnlyList<TracedMessageBody> Messages,
    [property: Description("What is in the queue still.")] IReadOnlyList<TracedWaitBody> Waiting,
    IReadOnlyList<TracedFailureBody> Failed);

[Description("A message. What is null is not known, unless it says otherwise.")]
sealed record TracedMessageBody(
    Guid MessageId,
    [property: Description("The message whose handling sent it; null for the first one.")] Guid? CausedBy,
    [property: Description("How many messages lead to it.")] int Depth,
    string? Type,
    [property: Description("send, publish or reply.")] string? Intent,
    string? Endpoint,
    int Partition,
    DateTimeOffset? SentAt,
    [property: Description("When it was to be delivered; null: at once.")] DateTimeOffset? DueAt,
    [property: Description("It is a timeout of a saga.")] bool Timeout,
    [property: Description("It is, or follows from, a retry by an operator.")] bool Replay,
    [property: Description("Null when bodies are not kept.")] JsonObject? Body,
    [property: Description("Each time that it was taken up; none while it waits.")]
    IReadOnlyList<TracedDeliveryBody> Deliveries,
    IReadOnlyList<TracedEventBody> Events);

[Description("How a message was handled, once.")]
sealed record TracedDeliveryBody(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    long DurationMicroseconds,
    [property: Description("handled, alreadyDone, delayed, failed, throttled, parked or discarded.")] string Outcome,
    [property: Description("0 when it was not tried.")] int Attempts,
    [property: Description("How often it had been put off before.")] int DelayedRetries,
    TracedErrorBody? Error,
    IReadOnlyList<TracedSagaBody> Sagas);

sealed record TracedErrorBody(string Type, string Message);

[Description("A saga that a message changed.")]
sealed record TracedSagaBody(
    Guid SagaId,
    string Saga,
    [property: Description("Null: the message started it.")] JsonObject? Before,
    [property: Description("Null: the message ended it.")] JsonObject? After,
    [property: Description("Members whose values differ.")] IReadOnlyList<string> Changed);

sealed record TracedEventBody(
    string Type,
    Guid StreamId,
    [property: Description("In its stream, from 1.")] int Version,
    [property: Description("In the partition of its message.")] long Position,
    DateTimeOffset OccurredAt,
    JsonObject Data);

sealed record TracedWaitBody(
    Guid MessageId,
    string Type,
    string? Endpoint,
    int Partition,
    [property: Description("message, timeout, deferred, retry, throttled or parked.")] string Kind,
    [property: Description("Null: when the one ahead of it is done.")] DateTimeOffset? DueAt);

sealed record TracedFailureBody(
    [property: Description("As failed messages are called.")] string Id,
    Guid MessageId,
    string Type,
    string? Endpoint,
    [property: Description("failed, retrying, resolved or archived.")] string Status,
    [property: Description("How often it has failed for good.")] int Failures,
    DateTimeOffset FailedAt,
    string ExceptionType,
    string ExceptionMessage);
