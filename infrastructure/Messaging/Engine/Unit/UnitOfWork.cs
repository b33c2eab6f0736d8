using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// Handles a batch of messages, with everything they cause in this worker's own partitions, and collects the effects
/// for one transaction. A message that fails loses its own effects; the others go on.
/// </summary>
sealed partial class UnitOfWork(
    Topology topology,
    IUnitReader store,
    UnitClock clock,
    IRandomSource random,
    EngineOptions options,
    UnitParts parts) : IDisposable
{
    readonly AggregateSession _aggregates = parts.Aggregates;
    readonly SagaSession _sagas = parts.Sagas;
    readonly RequestSession _requests = parts.Requests;
    readonly OrderSession _order = parts.Order;
    readonly Queue<Envelope> _waiting = [];
    readonly List<Envelope> _outgoing = [];
    readonly List<Receipt> _consumed = [];
    readonly List<FailedMessage> _failures = [];
    readonly List<RetryResult> _retryResults = [];
    readonly SortedSet<int> _partitions = [];
    readonly PayloadBuffer _scratch = new();
    readonly PrefetchRequest _wanted = new();
    PayloadBuffer _buffer = new();
    PayloadBuffer _bufferInFlight = new();
    OwnedPartitions _owned = new(new PartitionMap([]));
    IReadOnlyList<RateLimitChange> _rateLimits = [];
    DateTimeOffset _begunAt;
    int _handled;

    /// <summary>Requests from outside that this unit answers, once it is committed.</summary>
    public IReadOnlyList<HandledRequest> Requests => _requests.Handled;

    public void Begin(OwnedPartitions owned)
    {
        Clear();
        _owned = owned;
        _begunAt = clock.Advance();
        parts.Trace.Begin();
    }

    /// <summary>
    /// Messages that the unit takes on after its first ones are not handled at a time before they came.
    /// </summary>
    public void TakeTime() => clock.Advance();

    /// <summary>Handles a message, and then what it sent to partitions of this worker.</summary>
    public async Task Handle(Envelope message, CancellationToken ct)
    {
        if (message.Receipt is { } receipt)
        {
            _partitions.Add(message.Partition);
            _consumed.Add(receipt);
        }

        if (!_requests.IsRepeat(message, _aggregates, topology.Types))
            await HandleWithAllItCauses(message, ct);
        else if (message.Operation is not null)
            await Skip(message, new Mark(parts.Trace.Now, _aggregates.Mark(), _sagas.Mark), attempts: 0, ct);
    }

    public UnitChanges Complete()
    {
        var now = clock.GetUtcNow();
        var events = PositionedEvents.Of(_aggregates.Events, _owned, _buffer);
        _outgoing.RemoveAll(IsOfNoUse);
        _rateLimits = parts.Rates.Changes(now);
        return new()
        {
            UnitId = random.NextId(),
            Leases = [.. _partitions.Select(_owned.LeaseOf)],
            Events = events,
            Sagas = _sagas.Writes(_buffer),
            Consumed = [.. _consumed],
            Outgoing = [.. _outgoing.Select(ToTransport)],
            Failures = [.. _failures],
            RetryResults = [.. _retryResults],
            RateLimits = _rateLimits,
            Order = _order.Changes(),
            Absent = WhatWasTakenForNew(),
            Replies = _requests.Recorded(_buffer, topology.Types, now),
            Snapshots = _aggregates.Snapshots(_buffer),
            Traces = parts.Trace.Write(_begunAt, events, _outgoing, _buffer, _scratch),
        };
    }

    /// <summary>After the commit: what was computed is what is stored.</summary>
    public void Keep()
    {
        _aggregates.Keep();
        _sagas.Keep();
        parts.Rates.Keep(_rateLimits, clock.GetUtcNow());
    }

    /// <summary>Whether the next unit can be computed before it is known that this one is stored.</summary>
    public bool CanBeBuiltOn(UnitChanges changes) => changes.HasOnlyEvents && parts.Rates.HasSeenNothing;

    /// <summary>
    /// The unit, which has nothing but events, goes on its way to disk, and the next one is computed on what it left.
    /// </summary>
    public void Seal()
    {
        _aggregates.Seal();
        _sagas.Keep();
        (_buffer, _bufferInFlight) = (_bufferInFlight, _buffer);
    }

    /// <summary>What was on its way is what is stored.</summary>
    public void Confirm() => _aggregates.Confirm();

    /// <summary>After anything but a commit: no state that the unit touched can be trusted.</summary>
    public void Discard()
    {
        _aggregates.Discard();
        _sagas.Discard();
        parts.Rates.Discard();
    }

    public void ForgetEverything()
    {
        _aggregates.ForgetEverything();
        _sagas.ForgetEverything();
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _bufferInFlight.Dispose();
        _scratch.Dispose();
    }

    async Task HandleWithAllItCauses(Envelope message, CancellationToken ct)
    {
        _waiting.Enqueue(message);
        while (_waiting.TryDequeue(out var next))
            await Attempt(next, ct);
    }

    void Collect(Envelope handled)
    {
        _partitions.Add(handled.Partition);
        _requests.Settle(handled, parts.Context.RequestReply);
        foreach (var reply in parts.Context.LateReplies)
            _requests.Answer(reply);
        foreach (var sent in parts.Context.Sent)
            Route(sent);
    }

    void Route(Envelope sent)
    {
        var isHere = sent.DueAt is null && _owned.Owns(sent.Partition) && _handled + _waiting.Count < options.MessagesPerUnit;
        if (isHere)
            _waiting.Enqueue(sent);
        else
            _outgoing.Add(sent);
    }

    /// <summary>A timeout of a saga that ended in this very unit would find nothing.</summary>
    bool IsOfNoUse(Envelope outgoing) => outgoing.IsTimeout && _sagas.HasCompleted(outgoing.SagaId!.Value);

    TransportMessage ToTransport(Envelope envelope) => TransportForm.Of(envelope, clock.GetUtcNow(), _buffer);

    string EndpointOf(Envelope envelope) => _owned.Map.EndpointOf(envelope.Partition);

    void Clear()
    {
        _requests.Clear();
        _order.Clear();
        _waiting.Clear();
        _outgoing.Clear();
        _consumed.Clear();
        _failures.Clear();
        _retryResults.Clear();
        _partitions.Clear();
        _newRequests.Clear();
        _newSagas.Clear();
        parts.Rates.Discard();
        _buffer.Reset();
        _handled = 0;
    }
}
