using System.Diagnostics.CodeAnalysis;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The aggregates of one unit of work: committed states come from the cache or the store, changed ones live here until
/// the commit. Undoing a message puts references back. Below them lie those of the unit before, while it is on its way
/// to disk.
/// </summary>
sealed class AggregateSession(
    IUnitReader store, MessageTypes types, UnitClock clock, CurrentMessage current, EngineOptions options) : IAggregates
{
    readonly BoundedCache<IVersioned> _committed = new(options.CachedStreams);
    Dictionary<Guid, IVersioned> _inUnit = [];
    readonly List<(Guid StreamId, IVersioned? Before)> _undo = [];
    Dictionary<Guid, IVersioned> _inFlight = [];
    PendingEvents _events = new();
    PendingEvents _eventsInFlight = new();
    readonly Milestones _milestones = new(options.SnapshotEvery);
    readonly StoredStreams _stored = new(types);
    Dictionary<Guid, StreamSlice> _fetched = [];

    public IReadOnlyList<PendingEvent> Events => _events.All;

    public IEnumerable<IVersioned> Changed => _inUnit.Values;

    public bool IsKnown(Guid streamId) =>
        _inUnit.ContainsKey(streamId) || _inFlight.ContainsKey(streamId) || _committed.Contains(streamId);

    /// <summary>Whether this unit has added to a stream.</summary>
    public bool IsChanged(Guid streamId) => _inUnit.ContainsKey(streamId);

    public void Accept(Dictionary<Guid, StreamSlice> fetched) => _fetched = fetched;

    /// <summary>Whether a stream has any event. Only for streams that were prefetched or are known.</summary>
    public bool Exists(Guid streamId) =>
        TryGetKnown(streamId, out var known) ? known.Version > 0
        : _fetched.TryGetValue(streamId, out var slice) && IsFilled(slice);

    public ValueTask<Versioned<TState>> Load<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        if (TryGetKnown(id, out var known))
            return new(known as Versioned<TState> ?? StoredStreams.Taken<TState>(id));
        return _fetched.TryGetValue(id, out var slice) && !StoredStreams.NeedsWhole<TState>(slice)
            ? new(Remember<TState>(id, slice))
            : LoadFromStore<TState>(id, ct);
    }

    // One time for the whole unit, unless a clock that went ahead of ours has written to the stream before.
    public DateTimeOffset Now<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState> =>
        clock.GetUtcNow() > aggregate.UpdatedAt ? clock.GetUtcNow() : aggregate.UpdatedAt;

    public Versioned<TState> Append<TState>(Versioned<TState> aggregate, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>
    {
        TryGetKnown(aggregate.StreamId, out var before);
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

        _undo.Add((aggregate.StreamId, _inUnit.GetValueOrDefault(aggregate.StreamId)));
        _inUnit[aggregate.StreamId] = aggregate;
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

    public (int Undo, int Events) Mark() => (_undo.Count, _events.Count);

    public void UndoTo((int Undo, int Events) mark)
    {
        for (var last = _undo.Count - 1; last >= mark.Undo; last--)
        {
            var (streamId, before) = _undo[last];
            if (before is null)
                _inUnit.Remove(streamId);
            else
                _inUnit[streamId] = before;
        }

        _undo.RemoveRange(mark.Undo, _undo.Count - mark.Undo);
        _events.CutTo(mark.Events);
        _milestones.CutTo(mark.Events);
    }

    /// <summary>Snapshots due.</summary>
    public IReadOnlyList<StreamSnapshot> Snapshots(PayloadBuffer buffer) => _milestones.Snapshots(buffer);

    public void Keep()
    {
        foreach (var (streamId, aggregate) in _inUnit)
            _committed.Set(streamId, aggregate);
        ClearUnit();
    }

    /// <summary>The unit goes on its way to disk; the next one builds on it.</summary>
    public void Seal()
    {
        (_inFlight, _inUnit) = (_inUnit, _inFlight);
        (_eventsInFlight, _events) = (_events, _eventsInFlight);
        ClearUnit();
    }

    /// <summary>What was on its way is on disk.</summary>
    public void Confirm()
    {
        foreach (var (streamId, aggregate) in _inFlight)
            _committed.Set(streamId, aggregate);
        ClearInFlight();
    }

    /// <summary>
    /// Forgets the unit's changes and those in flight, and the cached states they were computed on: they may be what was
    /// wrong.
    /// </summary>
    public void Discard()
    {
        foreach (var streamId in _inUnit.Keys.Concat(_inFlight.Keys))
            _committed.Remove(streamId);
        Clear();
    }

    public void ForgetEverything()
    {
        Clear();
        _committed.Clear();
    }

    bool TryGetKnown(Guid streamId, [NotNullWhen(true)] out IVersioned? known) =>
        _inUnit.TryGetValue(streamId, out known)
        || _inFlight.TryGetValue(streamId, out known)
        || _committed.TryGet(streamId, out known);

    void Clear()
    {
        ClearUnit();
        ClearInFlight();
    }

    void ClearInFlight()
    {
        _inFlight.Clear();
        _eventsInFlight.Clear();
    }

    void ClearUnit()
    {
        _inUnit.Clear();
        _undo.Clear();
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
            _committed.Set(aggregate.StreamId, aggregate);
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
