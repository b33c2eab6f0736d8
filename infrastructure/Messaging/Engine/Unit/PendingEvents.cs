using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>An event that was appended in this unit and has no position yet.</summary>
readonly record struct PendingEvent(
    Guid StreamId, int Version, IEvent Event, MessageType Type, DateTimeOffset OccurredAt, Envelope Cause);

/// <summary>The events of one unit of work in order, and the once keys among them.</summary>
sealed class PendingEvents
{
    readonly List<PendingEvent> _events = [];
    readonly Dictionary<(Guid StreamId, Guid OnceKey), IEvent> _once = [];

    public IReadOnlyList<PendingEvent> All => _events;

    public int Count => _events.Count;

    /// <returns>False when the unit has an event of this stream and once key already.</returns>
    public bool TryAdd(PendingEvent pending)
    {
        if (pending.Event is IHappenOnce once && !_once.TryAdd((pending.StreamId, once.OnceKey), once))
            return false;
        _events.Add(pending);
        return true;
    }

    public IEvent? FindOnce(Guid streamId, Guid onceKey) => _once.GetValueOrDefault((streamId, onceKey));

    /// <summary>Forgets all but the first.</summary>
    public void CutTo(int count)
    {
        for (var index = count; index < _events.Count; index++)
        {
            if (_events[index] is { Event: IHappenOnce once, StreamId: var streamId })
                _once.Remove((streamId, once.OnceKey));
        }

        _events.RemoveRange(count, _events.Count - count);
    }

    public void Clear()
    {
        _events.Clear();
        _once.Clear();
    }
}
