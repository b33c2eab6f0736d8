using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Messaging.Storage;

/// <summary>
/// Everything one unit of work writes, in one transaction. Byte slices are valid until the commit returns.
/// </summary>
public sealed class UnitChanges
{
    /// <summary>Identity of the unit, kept in its partitions' rows: how an unknown outcome is settled.</summary>
    public required Guid UnitId { get; init; }

    /// <summary>The partitions it handled messages of, as they were before it.</summary>
    public required IReadOnlyList<PartitionLease> Leases { get; init; }

    /// <summary>New events, dense per partition from the lease's position on.</summary>
    public IReadOnlyList<CommittedEvent> Events { get; init; } = [];

    public IReadOnlyList<SagaWrite> Sagas { get; init; } = [];

    /// <summary>Transport messages that were handled, and are therefore gone.</summary>
    public IReadOnlyList<Receipt> Consumed { get; init; } = [];

    /// <summary>Messages to other workers, or to later.</summary>
    public IReadOnlyList<TransportMessage> Outgoing { get; init; } = [];

    public IReadOnlyList<FailedMessage> Failures { get; init; } = [];

    /// <summary>Retries by operators that have not failed again.</summary>
    public IReadOnlyList<RetryResult> RetryResults { get; init; } = [];

    public IReadOnlyList<RateLimitChange> RateLimits { get; init; } = [];

    public OrderChanges Order { get; init; } = OrderChanges.None;

    /// <summary>What is not there yet, or the unit is a conflict: it was computed on that, without a look.</summary>
    public Absent Absent { get; init; } = Absent.None;

    public IReadOnlyList<UnitTrace> Traces { get; init; } = [];

    public IReadOnlyList<RecordedReply> Replies { get; init; } = [];

    public IReadOnlyList<StreamSnapshot> Snapshots { get; init; } = [];

    /// <summary>
    /// Nothing was handled, the unit only repeated what is stored for ever. To decide that nothing is to be done is not
    /// that: it was decided on what the worker knows, which is true only if the partition is still its own.
    /// </summary>
    public bool IsEmpty => Leases.Count == 0;

    /// <summary>
    /// Nothing but events, their traces and snapshots: whoever has the states that they lead to can go on from there,
    /// and need not read anything that this unit writes.
    /// </summary>
    public bool HasOnlyEvents => Events.Count > 0 && Order.IsEmpty
        && Sagas.Count + Consumed.Count + Outgoing.Count + Failures.Count + RetryResults.Count + RateLimits.Count
            + Replies.Count == 0;
}

/// <summary>What a unit of work took for new: identities of requests, and the sagas that these would reach.</summary>
/// <param name="Requests">Have no recorded reply.</param>
/// <param name="Streams">
/// Of the requests' identities, those that the unit has written no first event to: have none.
/// </param>
/// <param name="Sagas">Have no instance.</param>
public sealed record Absent(
    IReadOnlyCollection<Guid> Requests, IReadOnlyCollection<Guid> Streams, IReadOnlyCollection<Guid> Sagas)
{
    public static Absent None { get; } = new([], [], []);

    public bool IsEmpty => Requests.Count + Streams.Count + Sagas.Count == 0;
}

/// <summary>A new event, as object and as bytes.</summary>
public readonly record struct CommittedEvent(StoredEvent Stored, IEvent Event)
{
    /// <summary>At most one event of the stream has it. A second one is <see cref="CommitOutcome.Rejected"/>.</summary>
    public Guid? OnceKey => Event is IHappenOnce once ? once.OnceKey : null;
}

/// <summary>A saga instance to store or, when <paramref name="Data"/> is null, to remove.</summary>
/// <param name="ExpectedVersion">Version it must have in the store; 0 for a new one.</param>
/// <param name="Correlation">Correlation value as text; unique per saga.</param>
public sealed record SagaWrite(
    Guid SagaId, string Saga, string Correlation, int Partition, int ExpectedVersion, ReadOnlyMemory<byte>? Data);

/// <summary>A message that failed for good, whole.</summary>
/// <param name="Message">Headers (with the failure headers) and body as received.</param>
/// <param name="ExceptionType">Full name of the exception's type.</param>
/// <param name="Exception">The exception with its stack, as text.</param>
public sealed record FailedMessage(
    TransportMessage Message,
    string Endpoint,
    string ExceptionType,
    string ExceptionMessage,
    string Exception,
    int Attempts,
    DateTimeOffset FailedAt)
{
    /// <summary>Failures of one type with the same one have the same cause, as far as their stacks tell.</summary>
    public Guid Fingerprint { get; init; }

    /// <summary>Null when the headers cannot be read.</summary>
    public Guid? ConversationId { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>The money it is about; null when it is about none, or its body cannot be read.</summary>
    public MoneyConcern? Concern { get; init; }

    /// <summary>The retry that it failed in; null when it failed by itself.</summary>
    public Guid? Operation { get; init; }
}

/// <summary>The answer that a request got, kept for ever: a repeat of the request gets it again.</summary>
/// <param name="RequestId">Identity of the request, derived from ledger and idempotency key.</param>
/// <param name="MessageId">The message that it was given to.</param>
public sealed record RecordedReply(
    Guid RequestId, string Fingerprint, Guid MessageId, string Type, ReadOnlyMemory<byte> Body, DateTimeOffset At);

/// <summary>A stream's state at a version, so that a long stream need not be read from its beginning.</summary>
/// <param name="UpdatedAt">When the event of that version occurred.</param>
public sealed record StreamSnapshot(
    Guid StreamId,
    int Version,
    string Schema,
    ReadOnlyMemory<byte> State,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
