using System.Text.Json;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The aggregates of one unit of work: committed states come from the cache or the store, changed ones live here until
/// the commit. Undoing a message puts references back.
/// </summary>
sealed class AggregateSession(
    IUnitReader store, MessageTypes types, UnitClock clock, CurrentMessage current, int cachedStreams) : IAggregates
{
    readonly BoundedCache<IVersioned> _committed = new(cachedStreams);
    readonly Dictionary<Guid, IVersioned> _inUnit = [];
    readonly List<(Guid StreamId, IVersioned? Before)> _undo = [];
    readonly List<PendingEvent> _events = [];
    Dictionary<Guid, StreamSlice> _fetched = [];

    public IReadOnlyList<PendingEvent> Events => _events;

    public IEnumerable<IVersioned> Changed => _inUnit.Values;

    public bool IsKnown(Guid streamId) => _inUnit.ContainsKey(streamId) || _committed.Contains(streamId);

    public void Accept(Dictionary<Guid, StreamSlice> fetched) => _fetched = fetched;

    /// <summary>Whether a stream has any event. Only for streams that were prefetched or are known.</summary>
    public bool Exists(Guid streamId) =>
        _inUnit.TryGetValue(streamId, out var changed) ? changed.Version > 0
        : _committed.TryGet(streamId, out _) || (_fetched.TryGetValue(streamId, out var slice) && IsFilled(slice));

    public ValueTask<Versioned<TState>> Load<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        if (_inUnit.TryGetValue(id, out var known) || _committed.TryGet(id, out known))
            return new(known as Versioned<TState> ?? Taken<TState>(id));
        return _fetched.TryGetValue(id, out var slice) && !NeedsWholeStream<TState>(slice)
            ? new(Remember(Fold<TState>(id, slice)))
            : LoadFromStore<TState>(id, ct);
    }

    // One time for the whole unit, unless a clock that went ahead of ours has written to the stream before.
    public DateTimeOffset Now<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState> =>
        clock.GetUtcNow() > aggregate.UpdatedAt ? clock.GetUtcNow() : aggregate.UpdatedAt;

    public Versioned<TState> Append<TState>(Versioned<TState> aggregate, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>
    {
        var before = _inUnit.TryGetValue(aggregate.StreamId, out var known) || _committed.TryGet(aggregate.StreamId, out known)
            ? known
            : null;
        if ((before?.Version ?? 0) != aggregate.Version || aggregate.IsTaken)
            throw new InvalidOperationException(
                $"Stream {aggregate.StreamId} is at version {before?.Version ?? 0}, but the events were decided on version "
                + $"{aggregate.Version}. Load the aggregate, decide and append without anything in between.");

        if (events.IsEmpty)
            return aggregate;
        var now = Now(aggregate);
        foreach (var e in events)
        {
            aggregate = aggregate.Next(e, now);
            _events.Add(new PendingEvent(aggregate.StreamId, aggregate.Version, e, types.Of(e), now, current.Envelope));
        }

        _undo.Add((aggregate.StreamId, _inUnit.GetValueOrDefault(aggregate.StreamId)));
        _inUnit[aggregate.StreamId] = aggregate;
        return aggregate;
    }

    public async ValueTask<TEvent?> Find<TEvent>(Guid streamId, Func<TEvent, bool> predicate, CancellationToken ct)
        where TEvent : class, IEvent
    {
        var stored = await store.ReadWholeStream(streamId, ct);
        return stored.Events.Select(Read)
            .Concat(_events.Where(pending => pending.StreamId == streamId).Select(pending => pending.Event))
            .OfType<TEvent>()
            .FirstOrDefault(predicate);
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
        _events.RemoveRange(mark.Events, _events.Count - mark.Events);
    }

    /// <summary>Snapshots due: streams that passed a multiple of the interval in this unit.</summary>
    public IReadOnlyList<StreamSnapshot> Snapshots(int interval, PayloadBuffer buffer)
    {
        List<StreamSnapshot>? due = null;
        foreach (var aggregate in _inUnit.Values)
        {
            var before = _committed.TryGet(aggregate.StreamId, out var committed) ? committed.Version : 0;
            if (aggregate.Version / interval > before / interval)
                (due ??= []).Add(aggregate.Snapshot(buffer));
        }

        return due ?? [];
    }

    public void Keep()
    {
        foreach (var (streamId, aggregate) in _inUnit)
            _committed.Set(streamId, aggregate);
        Clear();
    }

    /// <summary>Forgets the unit's changes, and the cached states it was computed on: they may be what was wrong.</summary>
    public void Discard()
    {
        foreach (var streamId in _inUnit.Keys)
            _committed.Remove(streamId);
        Clear();
    }

    public void ForgetEverything()
    {
        Clear();
        _committed.Clear();
    }

    void Clear()
    {
        _inUnit.Clear();
        _undo.Clear();
        _events.Clear();
        _fetched = [];
    }

    async ValueTask<Versioned<TState>> LoadFromStore<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        var request = new PrefetchRequest();
        request.Streams.Add(id);
        var slice = (await store.Prefetch(request, ct)).Streams.GetValueOrDefault(id) ?? new StreamSlice();
        if (NeedsWholeStream<TState>(slice))
            slice = await store.ReadWholeStream(id, ct);
        return Remember(Fold<TState>(id, slice));
    }

    Versioned<TState> Remember<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState>
    {
        if (aggregate.Exists)
            _committed.Set(aggregate.StreamId, aggregate);
        return aggregate;
    }

    Versioned<TState> Fold<TState>(Guid id, StreamSlice slice)
        where TState : class, IEventSourced<TState>
    {
        var aggregate = FromSnapshot<TState>(slice.Snapshot) ?? Versioned<TState>.None(id);
        foreach (var stored in slice.Events)
        {
            var e = Read(stored);
            if (aggregate.Version == 0 && !TState.Opens(e))
                return Taken<TState>(id);
            aggregate = aggregate.Next(e, stored.OccurredAt);
        }

        return aggregate;
    }

    IEvent Read(StoredEvent stored) => types.TryFind(stored.Type, out var type) && type.Read(stored.Data.Span) is IEvent e
        ? e
        : throw new InvalidOperationException(
            $"Event {stored.StreamVersion} of stream {stored.StreamId} is a {stored.Type}, which this version does not know. "
            + "Was the database written by a newer version?");

    /// <summary>A snapshot of another shape is of no use, and the events before it were not read along.</summary>
    static bool NeedsWholeStream<TState>(StreamSlice slice)
        where TState : class, IEventSourced<TState> =>
        slice.Snapshot is { } snapshot && FromSnapshot<TState>(snapshot) is null;

    static Versioned<TState>? FromSnapshot<TState>(StreamSnapshot? snapshot)
        where TState : class, IEventSourced<TState>
    {
        if (snapshot is null || snapshot.Schema != TState.SnapshotSchema)
            return null;
        try
        {
            var state = JsonSerializer.Deserialize(snapshot.State.Span, TState.SnapshotJson);
            return state is null
                ? null
                : new(snapshot.StreamId, state, snapshot.Version, snapshot.CreatedAt, snapshot.UpdatedAt);
        }
        catch (Exception)
        {
            // Broken in whatever way: states check their values when they are made. The events tell the truth.
            return null;
        }
    }

    static Versioned<TState> Taken<TState>(Guid id)
        where TState : class, IEventSourced<TState> => Versioned<TState>.None(id) with { IsTaken = true };

    static bool IsFilled(StreamSlice slice) => slice.Snapshot is not null || slice.Events.Count > 0;
}

/// <summary>An event that was appended in this unit and has no position yet.</summary>
readonly record struct PendingEvent(
    Guid StreamId, int Version, IEvent Event, MessageType Type, DateTimeOffset OccurredAt, Envelope Cause);

/// <summary>The message that is being handled.</summary>
sealed class CurrentMessage
{
    Envelope? _envelope;

    public Envelope Envelope
    {
        get => _envelope ?? throw new InvalidOperationException("No message is being handled.");
        set => _envelope = value;
    }
}
