using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The aggregates of one unit of work: committed states come from memory or the store, changed ones live here until the
/// commit. The unit before may be on its way to disk meanwhile.
/// </summary>
sealed class AggregateSession(
    IUnitReader store, MessageTypes types, UnitClock clock, CurrentMessage current, EngineOptions options) : IAggregates
{
    readonly KnownStreams _known = new(options.CachedStreams);
    readonly Milestones _milestones = new(options.SnapshotEvery);
    readonly StoredStreams _stored = new(types);
    PendingEvents _events = new();
    PendingEvents _eventsInFlight = new();
    Dictionary<Guid, StreamSlice> _fetched = [];

    public IReadOnlyList<PendingEvent> Events => _events.All;

    public IEnumerable<IVersioned> Changed => _known.Changed;

    public bool IsKnown(Guid streamId) => _known.Contains(streamId);

    /// <summary>Whether this unit has added to a stream.</summary>
    public bool IsChanged(Guid streamId) => _known.IsChanged(streamId);

    public void Accept(Dictionary<Guid, StreamSlice> fetched) => _fetched = fetched;

    /// <summary>Whether a stream has any event. Only for streams that were prefetched or are known.</summary>
    public bool Exists(Guid streamId) =>
        _known.TryGet(streamId, out var known) ? known.Version > 0
        : _fetched.TryGetValue(streamId, out var slice) && IsFilled(slice);

    public ValueTask<Versioned<TState>> Load<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        if (_known.TryGet(id, out var known))
            return new(known as Versioned<TState> ?? StoredStreams.Taken<TState>(id));
        return _fetched.TryGetValue(id, out var slice) && !StoredStreams.NeedsWhole<TState>(slice)
            ? new(Remember<TState>(id, slice))
            : LoadFromStore<TState>(id, ct);
    }

    // The unit's time, unless a clock that went ahead of ours has written to the stream before.
    public DateTimeOffset Now<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState> =>
        clock.GetUtcNow() > aggregate.UpdatedAt ? clock.GetUtcNow() : aggregate.UpdatedAt;

    public Versioned<TState> Append<TState>(Versioned<TState> aggregate, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>
    {
        _known.TryGet(aggregate.StreamId, out var before);
        if ((before?.Version ?? 0) != aggregate.Version || aggregate.IsTaken)
            throw new InvalidOperationException(
                $"Stream {aggregate.StreamId} is at version {before?.Version ?? 0}, but the events were decided on version "
                + $"{aggregate.Version}. Load the aggregate, decide and append without anything in between.");

        if (events.IsEmpty)
            return aggregate;
        var now = Now(aggregate);
        var first = _events.Count;
        foreach (var e in events)
        {
            aggregate = aggregate.Next(e, now);
            var pending = new PendingEvent(
                aggregate.StreamId, aggregate.Version, e, types.Of(e), now, current.Envelope);
            if (_events.TryAdd(pending))
            {
                _milestones.OnAppended(aggregate, _events.Count);
                continue;
            }

            _events.CutTo(first);
            _milestones.CutTo(first);
            throw new HappenedAlreadyException(
                $"Stream {pending.StreamId} would have two events under the once key {((IHappenOnce)e).OnceKey}. The "
                + $"second is {pending.Type.Name}, version {pending.Version}. Find out why it was decided on again.");
        }

        _known.Change(aggregate);
        return aggregate;
    }

    public async ValueTask<TEvent?> FindOnce<TEvent>(Guid streamId, Guid onceKey, CancellationToken ct)
        where TEvent : class, IHappenOnce
    {
        var found = _events.FindOnce(streamId, onceKey)
            ?? _eventsInFlight.FindOnce(streamId, onceKey)
            ?? (await store.FindOnce(streamId, onceKey, ct) is { } stored ? _stored.Read(stored) : null);
        return found switch
        {
            null => null,
            TEvent wanted => wanted,
            _ => throw new InvalidOperationException(
                $"Stream {streamId} has a {types.Of(found).Name} under the once key {onceKey}, "
                + $"not a {typeof(TEvent).Name}."),
        };
    }

    public (int Undo, int Events) Mark() => (_known.Mark, _events.Count);

    public void UndoTo((int Undo, int Events) mark)
    {
        _known.UndoTo(mark.Undo);
        _events.CutTo(mark.Events);
        _milestones.CutTo(mark.Events);
    }

    /// <summary>Snapshots due.</summary>
    public IReadOnlyList<StreamSnapshot> Snapshots(PayloadBuffer buffer) => _milestones.Snapshots(buffer);

    public void Keep()
    {
        _known.Keep();
        ClearUnit();
    }

    /// <summary>The unit goes on its way to disk; the next one builds on it.</summary>
    public void Seal()
    {
        _known.Seal();
        (_eventsInFlight, _events) = (_events, _eventsInFlight);
        ClearUnit();
    }

    /// <summary>What was on its way is on disk.</summary>
    public void Confirm()
    {
        _known.Confirm();
        _eventsInFlight.Clear();
    }

    /// <summary>
    /// Forgets the unit's changes and those in flight, and the states they were computed on: they may be what was
    /// wrong.
    /// </summary>
    public void Discard()
    {
        _known.Discard();
        _eventsInFlight.Clear();
        ClearUnit();
    }

    public void ForgetEverything()
    {
        _known.Clear();
        _eventsInFlight.Clear();
        ClearUnit();
    }

    void ClearUnit()
    {
        _events.Clear();
        _milestones.Clear();
        _fetched = [];
    }

    async ValueTask<Versioned<TState>> LoadFromStore<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        var request = new PrefetchRequest();
        request.Streams.Add(id);
        var slice = (await store.Prefetch(request, ct)).Streams.GetValueOrDefault(id) ?? new StreamSlice();
        if (StoredStreams.NeedsWhole<TState>(slice))
            slice = await store.ReadWholeStream(id, ct);
        return Remember<TState>(id, slice);
    }

    Versioned<TState> Remember<TState>(Guid id, StreamSlice slice)
        where TState : class, IEventSourced<TState>
    {
        var aggregate = _stored.Fold<TState>(id, slice);
        _milestones.OnLoaded(id, slice.Events.Count);
        if (aggregate.Exists)
            _known.Remember(aggregate);
        return aggregate;
    }

    static bool IsFilled(StreamSlice slice) => slice.Snapshot is not null || slice.Events.Count > 0;
}

/// <summary>The message that is being handled.</summary>
sealed class CurrentMessage
{
    Envelope? _envelope;

    /// <summary>The trace context that what it sends belongs to.</summary>
    public string? TraceParent { get; set; }

    public Envelope Envelope
    {
        get => _envelope ?? throw new InvalidOperationException("No message is being handled.");
        set => _envelope = value;
    }
}
