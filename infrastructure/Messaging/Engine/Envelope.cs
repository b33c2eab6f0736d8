using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

enum MessageIntent
{
    Send,
    Publish,
    Reply,
}

/// <summary>Identity of a request from outside: its repeats are recognised by it and get the recorded reply.</summary>
readonly record struct RequestIdentity(Guid RequestId, string Fingerprint);

/// <summary>
/// A message with all that is known about it. Inside a process it travels as this object; between processes as the wire
/// headers made from it.
/// </summary>
sealed record Envelope
{
    public required Guid MessageId { get; init; }

    public required MessageType Type { get; init; }

    public required int Partition { get; init; }

    public required MessageIntent Intent { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>The caller's correlation id, on everything that follows from one request.</summary>
    public required string CorrelationId { get; init; }

    public required DateTimeOffset TimeSent { get; init; }

    /// <summary>The message; null while it is still the bytes in <see cref="Body"/>.</summary>
    public object? Message { get; set; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The message whose handling sent this one.</summary>
    public Guid? RelatedTo { get; init; }

    /// <summary>For a reply: the message that it answers.</summary>
    public Guid? InReplyTo { get; init; }

    public string? OriginatingEndpoint { get; init; }

    /// <summary>Partition that replies go to; null when nobody expects one.</summary>
    public int? ReplyTo { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why it waits, when it does.</summary>
    public WaitKind Kind { get; init; }

    /// <summary>How often it has come back after a delay.</summary>
    public int DelayedRetries { get; init; }

    /// <summary>How often it was tried before it was last put off.</summary>
    public int EarlierAttempts { get; init; }

    /// <summary>The operation by which an operator retries it.</summary>
    public Guid? Operation { get; init; }

    /// <summary>
    /// It is retried by an operator, or follows from one that is: it may have been carried out before.
    /// </summary>
    public bool IsReplay { get; init; }

    /// <summary>For a retry by an operator: it had been handled before, and got its replies.</summary>
    public bool WasHandled { get; init; }

    /// <summary>Trace context of the W3C: the span that it was sent in.</summary>
    public string? TraceParent { get; init; }

    public Guid? SagaId { get; init; }

    public string? SagaType { get; init; }

    public Guid? OriginatingSagaId { get; init; }

    public string? OriginatingSagaType { get; init; }

    public bool IsTimeout { get; init; }

    public RequestIdentity? Request { get; init; }

    /// <summary>Headers that handlers or callers set themselves.</summary>
    public IReadOnlyDictionary<string, string>? CustomHeaders { get; init; }

    /// <summary>Where to take it from once it is handled; null for a message that never left the process.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>
    /// Completed when the message's unit of work is on disk. Only for messages handed over in memory.
    /// </summary>
    public TaskCompletionSource? Accepted { get; init; }
}
