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
sealed class Envelope
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

    /// <summary>Completed when the message's unit of work is on disk. Only for messages handed over in memory.</summary>
    public TaskCompletionSource? Accepted { get; init; }
}
