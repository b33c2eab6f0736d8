using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// Handles a batch of messages, with everything they cause in this worker's own partitions, and collects the effects for
/// one transaction. A message that fails loses its own effects; the others go on.
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
    readonly Queue<Envelope> _waiting = [];
    readonly List<Envelope> _outgoing = [];
    readonly List<Receipt> _consumed = [];
    readonly List<FailedMessage> _failures = [];
    readonly SortedSet<int> _partitions = [];
    readonly PayloadBuffer _buffer = new();
    readonly PrefetchRequest _wanted = new();
    OwnedPartitions _owned = new(new PartitionMap([]));
    int _handled;

    /// <summary>Requests from outside that this unit answers, once it is committed.</summary>
    public IReadOnlyList<HandledRequest> Requests => _requests.Handled;

    public void Begin(OwnedPartitions owned)
    {
        Clear();
        _owned = owned;
        clock.Advance();
    }

    /// <summary>Reads all that the batch names and memory lacks, in one round trip.</summary>
    public async Task Prefetch(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        _wanted.Clear();
        var streams = new List<Guid>();
        foreach (var envelope in batch)
        {
            streams.Clear();
            if (envelope.Request is { } request)
            {
                streams.Add(request.RequestId);
                _wanted.Requests.Add(request.RequestId);
            }

            NameWhatItNeeds(envelope, streams);
            foreach (var stream in streams)
            {
                if (!_aggregates.IsKnown(stream))
                    _wanted.Streams.Add(stream);
            }
        }

        _wanted.Sagas.RemoveWhere(_sagas.IsKnown);
        if (_wanted.IsEmpty)
            return;
        var found = await store.Prefetch(_wanted, ct);
        foreach (var stream in _wanted.Streams)
            found.Streams.TryAdd(stream, new StreamSlice());
        _aggregates.Accept(found.Streams);
        _sagas.Accept(_wanted.Sagas, found.Sagas);
        _requests.Accept(found.Requests);
    }

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
    }

    /// <summary>Takes up a message that cannot be read: it goes whole to the failed ones.</summary>
    public void Refuse(ReceivedMessage message, Exception cause)
    {
        _partitions.Add(message.Message.Partition);
        _consumed.Add(message.Receipt);
        _failures.Add(FailureRecord.Of(
            message.Message, _owned.Map.EndpointOf(message.Message.Partition), cause, attempts: 1, clock.GetUtcNow()));
    }

    /// <summary>Gives a message up whose effects the store refuses.</summary>
    public void Abandon(Envelope message, Exception cause)
    {
        _partitions.Add(message.Partition);
        if (message.Receipt is { } receipt)
            _consumed.Add(receipt);
        Fail(message, cause, attempts: 1);
        while (_waiting.TryDequeue(out var notice))
            _outgoing.Add(notice);
    }

    public UnitChanges Complete() => new()
    {
        UnitId = random.NextId(),
        Leases = [.. _partitions.Select(_owned.LeaseOf)],
        Events = PositionedEvents.Of(_aggregates.Events, _owned, _buffer),
        Sagas = _sagas.Writes(_buffer),
        Consumed = _consumed,
        Outgoing = [.. _outgoing.Where(IsStillOfUse).Select(ToTransport)],
        Failures = _failures,
        Replies = _requests.Recorded(_buffer, topology.Types, clock.GetUtcNow()),
        Snapshots = _aggregates.Snapshots(options.SnapshotEvery, _buffer),
    };

    /// <summary>After the commit: what was computed is what is stored.</summary>
    public void Keep()
    {
        _aggregates.Keep();
        _sagas.Keep();
    }

    /// <summary>After anything but a commit: no state that the unit touched can be trusted.</summary>
    public void Discard()
    {
        _aggregates.Discard();
        _sagas.Discard();
    }

    public void ForgetEverything()
    {
        _aggregates.ForgetEverything();
        _sagas.ForgetEverything();
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Only a hint, asked of the contract's and the saga's own code.</summary>
    void NameWhatItNeeds(Envelope envelope, List<Guid> streams)
    {
        try
        {
            if (envelope.Message is IPartitioned keyed)
            {
                streams.Add(keyed.PartitionKey);
                if (topology.SagaReachedBy(EndpointOf(envelope), keyed) is { } saga)
                    _wanted.Sagas.Add(saga);
            }

            (envelope.Message as INameStreams)?.NameStreams(streams);
            parts.Dispatcher.NameSagas(envelope, EndpointOf(envelope), _wanted.Sagas);
        }
        catch (Exception)
        {
            // What is wrong with the message shows again when it is handled, and then it is that message
            // alone that fails.
        }
    }

    async Task HandleWithAllItCauses(Envelope message, CancellationToken ct)
    {
        _waiting.Enqueue(message);
        while (_waiting.TryDequeue(out var next))
            await Attempt(next, ct);
    }

    async Task Attempt(Envelope message, CancellationToken ct)
    {
        _handled++;
        for (var attempts = 1; ; attempts++)
        {
            var (aggregates, sagas) = (_aggregates.Mark(), _sagas.Mark);
            try
            {
                parts.Current.Envelope = message;
                parts.Context.Begin(_owned.Map, ct);
                await parts.Dispatcher.Dispatch(message, EndpointOf(message), ct);
                Collect(message);
                return;
            }
            catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
            {
                _aggregates.UndoTo(aggregates);
                _sagas.UndoTo(sagas);
                if (Recoverability.Decide(e, attempts, options) == RecoveryAction.RetryNow)
                    continue;
                Fail(message, e, attempts);
                return;
            }
        }
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

    void Fail(Envelope message, Exception cause, int attempts)
    {
        _partitions.Add(message.Partition);
        _failures.Add(FailureRecord.Of(ToTransport(message), EndpointOf(message), cause, attempts, clock.GetUtcNow()));
        if (DeliveryNotice.IsAwaited(message, topology, _owned.Map))
            Route(DeliveryNotice.Of(message, cause, topology.Types, EndpointOf(message), random.NextId(), clock.GetUtcNow()));
    }

    /// <summary>A timeout of a saga that ended in this very unit would find nothing.</summary>
    bool IsStillOfUse(Envelope outgoing) => !outgoing.IsTimeout || !_sagas.HasCompleted(outgoing.SagaId!.Value);

    TransportMessage ToTransport(Envelope envelope) => TransportForm.Of(envelope, clock.GetUtcNow(), _buffer);

    string EndpointOf(Envelope envelope) => _owned.Map.EndpointOf(envelope.Partition);

    void Clear()
    {
        _requests.Clear();
        _waiting.Clear();
        _outgoing.Clear();
        _consumed.Clear();
        _failures.Clear();
        _partitions.Clear();
        _buffer.Reset();
        _handled = 0;
    }
}
