namespace BillingEngine.Messaging.Tracing;

/// <summary>A message of a conversation, with each time that it was taken up.</summary>
/// <param name="Cause">The message whose handling sent it; null for the first one.</param>
/// <param name="Intent">Send, Publish or Reply.</param>
/// <param name="IsReplay">It is, or follows from, a retry by an operator.</param>
public sealed record TracedMessage(
    Guid MessageId, string Type, int Partition, Guid? Cause, string Intent, bool IsReplay, DateTimeOffset Sent)
{
    /// <summary>When it is to be delivered, if its sender said so.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public bool IsTimeout { get; init; }

    /// <summary>Trace context of the W3C that it came with; only of one that no other message caused.</summary>
    public string? TraceParent { get; init; }

    /// <summary>JSON; null when bodies are not kept.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Who it is for and who waits for its reply, as wire headers; kept where bodies are.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>In the order of their time; none while it waits.</summary>
    public IReadOnlyList<TracedDelivery> Deliveries { get; init; } = [];
}

/// <param name="Attempts">0 when it was not tried.</param>
/// <param name="FirstEvent">Position, in the message's partition, of the first event that it appended.</param>
/// <param name="Events">How many it appended; their positions follow each other.</param>
public sealed record TracedDelivery(
    DateTimeOffset Started,
    TimeSpan Took,
    StepOutcome Outcome,
    int Attempts,
    int DelayedRetries,
    long FirstEvent,
    int Events,
    IReadOnlyList<TracedSaga> Sagas)
{
    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }
}

/// <param name="Before">JSON of its data; null: the message started it.</param>
/// <param name="After">JSON of its data; null: it has ended.</param>
public sealed record TracedSaga(Guid SagaId, string Saga, byte[]? Before, byte[]? After);
