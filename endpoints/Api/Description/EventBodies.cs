using System.ComponentModel;
using System.Text.Json.Nodes;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("The next events of the log.")]
sealed record EventsBody(
    IReadOnlyList<EventBody> Items,
    [property: Description("Goes into after of the next call; always there.")] string NextPosition);

[Description("A page of the events of an account.")]
sealed record AccountEventsBody(
    IReadOnlyList<EventBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("An event as it is stored.")]
sealed record EventBody(
    int Partition,
    [property: Description("In its partition: from 1, without gaps.")] long Position,
    [property: Description("The account or transaction that it happened to.")] Guid StreamId,
    [property: Description("In its stream: from 1, without gaps.")] int StreamVersion,
    [property: Description("Stable name of the event, with the version in which it is stored.")] string Type,
    JsonObject Data,
    [property: Description("messageId, correlationId, causationId and more.")] JsonObject Metadata,
    [property: Description("When it was recorded; within a stream it never goes back.")] DateTimeOffset OccurredAt);
