namespace BillingEngine.Messaging.Storage;

/// <summary>A type of message is slowed down at an endpoint, by one worker; or not any more.</summary>
/// <param name="Failures">How many there were in a row; 0 when the limit is over.</param>
/// <param name="Since">When it began.</param>
public sealed record RateLimitChange(Guid Worker, string Endpoint, string Type, int Failures, DateTimeOffset Since)
{
    /// <summary>Then those that wait in line are due at once.</summary>
    public bool IsOver => Failures == 0;
}

/// <summary>An operator's retry of a message has come to its end without a failure.</summary>
/// <param name="IsAlreadyDone">Nothing was left to do: it had been carried out, or called off, before.</param>
public sealed record RetryResult(Guid MessageId, int Partition, Guid Operation, bool IsAlreadyDone);

/// <summary>What keeps the messages of a key in order while one of them has failed.</summary>
/// <param name="MessageId">The one that is ahead of all others of the key.</param>
public sealed record BlockedKey(int Partition, Guid Key, Guid MessageId);

/// <summary>What became of the order of keys in a unit of work. Written in this order.</summary>
public sealed record OrderChanges
{
    public static OrderChanges None { get; } = new();

    /// <summary>Keys that were free and have a failed message now.</summary>
    public IReadOnlyList<BlockedKey> Blocked { get; init; } = [];

    /// <summary>
    /// Keys that messages were parked behind. If one is free by now, the unit was computed on what is past.
    /// </summary>
    public IReadOnlyList<(int Partition, Guid Key, int Messages)> ParkedBehind { get; init; } = [];

    /// <summary>
    /// Keys whose first message is done: the next that is parked becomes the first, or the key is free.
    /// </summary>
    public IReadOnlyList<(int Partition, Guid Key)> Released { get; init; } = [];

    public bool IsEmpty => Blocked.Count + ParkedBehind.Count + Released.Count == 0;
}

/// <summary>What one unit of work did of one conversation.</summary>
/// <param name="At">When the unit began.</param>
/// <param name="Data">Written by <see cref="Tracing.TraceWriter"/>.</param>
public sealed record UnitTrace(Guid ConversationId, DateTimeOffset At, bool HasFailure, ReadOnlyMemory<byte> Data);
