using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The versions of a unit's streams that get a snapshot: each multiple of the interval, so that no two of a stream are
/// further apart, however many events a unit adds; and where more than that was read, because the snapshots that there
/// are were of no use.
/// </summary>
/// <param name="interval">0: none gets one.</param>
sealed class Milestones(int interval)
{
    readonly List<(IVersioned Aggregate, int Events)> _reached = [];
    readonly HashSet<Guid> _overdue = [];

    public void OnLoaded(Guid streamId, int eventsRead)
    {
        if (interval > 0 && eventsRead >= interval)
            _overdue.Add(streamId);
    }

    /// <param name="events">Events of the unit, the one that has led here among them.</param>
    public void OnAppended(IVersioned aggregate, int events)
    {
        if (interval > 0 && (aggregate.Version % interval == 0 || _overdue.Contains(aggregate.StreamId)))
        {
            _overdue.Remove(aggregate.StreamId);
            _reached.Add((aggregate, events));
        }
    }

    /// <summary>Forgets what came of later events. What was overdue then waits for the next multiple.</summary>
    public void CutTo(int events) => _reached.RemoveAll(reached => reached.Events > events);

    public IReadOnlyList<StreamSnapshot> Snapshots(PayloadBuffer buffer) =>
        _reached.Count == 0 ? [] : [.. _reached.Select(reached => reached.Aggregate.Snapshot(buffer))];

    public void Clear()
    {
        _reached.Clear();
        _overdue.Clear();
    }
}
