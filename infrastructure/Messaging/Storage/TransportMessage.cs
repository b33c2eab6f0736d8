namespace BillingEngine.Messaging.Storage;

/// <summary>A message between workers.</summary>
/// <param name="Type">Stable name of the contract.</param>
/// <param name="Partition">Partition that handles it.</param>
/// <param name="DueAt">Not to be handled before.</param>
/// <param name="Headers">JSON object of text members: the wire headers.</param>
/// <param name="Body">The message's JSON.</param>
public sealed record TransportMessage(
    Guid MessageId,
    string Type,
    int Partition,
    DateTimeOffset DueAt,
    ReadOnlyMemory<byte> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>When something is due that waits for something other than its time.</summary>
    public static DateTimeOffset Never { get; } = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Why it waits.</summary>
    public WaitKind Kind { get; init; }

    /// <summary>The key within which order is kept; null for contracts that do not ask for it.</summary>
    public Guid? OrderKey { get; init; }

    /// <summary>As its headers say, for whoever looks for it in the queue. Not told of what was received.</summary>
    public Guid? ConversationId { get; init; }
}

/// <summary>
/// What a transport needs to take a received message out of its queue, in the unit of work that handled it.
/// </summary>
/// <param name="DueAt">
/// As it stood when the message was received: an operator may have moved it since, and then it is not to be handled.
/// </param>
public readonly record struct Receipt(int Partition, long Sequence, DateTimeOffset DueAt);

/// <summary>A message as it was received.</summary>
public sealed record ReceivedMessage(TransportMessage Message, Receipt Receipt);

/// <param name="NextDue">When the earliest message that waits for its time is due.</param>
public sealed record ReceivedBatch(IReadOnlyList<ReceivedMessage> Messages, DateTimeOffset? NextDue)
{
    public static ReceivedBatch Empty { get; } = new([], null);
}

/// <summary>
/// Moves messages between workers. Sending from a unit of work and taking a handled message are part of the unit's own
/// transaction (<see cref="UnitChanges"/>); this seam is for the rest.
/// </summary>
public interface ITransport
{
    /// <summary>Messages that are due for these partitions, oldest first, without taking them.</summary>
    Task<ReceivedBatch> Receive(IReadOnlyCollection<int> partitions, DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Sends from outside a unit of work. When it returns, the messages are durable.</summary>
    Task Send(IReadOnlyList<TransportMessage> messages, CancellationToken ct);

    /// <summary>
    /// Tells the owners of these partitions that something waits. A hint, given after commit; it may get lost.
    /// </summary>
    void Wake(IReadOnlyCollection<int> partitions);

    /// <summary>Calls back when another process has woken these or other partitions, until disposed.</summary>
    IDisposable OnWake(Action<IReadOnlyCollection<int>> callback);
}
