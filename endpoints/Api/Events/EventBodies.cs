using System.ComponentModel;
using System.Text.Json.Nodes;
using BillingEngine.Api.Description;

namespace BillingEngine.Api.Events;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("A page of events.")]
sealed record EventsBody(
    IReadOnlyList<EventBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("An event, as it is stored.")]
sealed record EventBody(
    int Partition,
    [property: Description("Dense from 1 within the partition.")] long Position,
    [property: Description("The account or transaction that it happened to.")] Guid StreamId,
    [property: Description("Dense from 1 within the stream.")] int StreamVersion,
    [property: Description("Stable name of the contract, with its version.")] string Type,
    JsonObject Data,
    [property: Description("messageId, correlationId, causationId and what else came along.")] JsonObject Metadata,
    [property: Description("When it was recorded; within a stream it never goes back.")] DateTimeOffset OccurredAt);
