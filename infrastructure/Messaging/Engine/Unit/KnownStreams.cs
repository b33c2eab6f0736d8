using System.Diagnostics.CodeAnalysis;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// States of streams in three layers: those that a unit of work has changed, those of the unit before while it is on its
/// way to disk, and committed ones, of which a number is kept. Undoing a message puts references back.
/// </summary>
sealed class KnownStreams(int committed)
{
    readonly BoundedCache<IVersioned> _committed = new(committed);
    readonly List<(Guid StreamId, IVersioned? Before)> _undo = [];
    Dictionary<Guid, IVersioned> _inUnit = [];
    Dictionary<Guid, IVersioned> _inFlight = [];

    public IEnumerable<IVersioned> Changed => _inUnit.Values;

    public int Mark => _undo.Count;

    public bool Contains(Guid streamId) => IsChanged(streamId) || _inFlight.ContainsKey(streamId) || _committed.Contains(streamId);

    public bool IsChanged(Guid streamId) => _inUnit.ContainsKey(streamId);

    public bool TryGet(Guid streamId, [NotNullWhen(true)] out IVersioned? known) =>
        _inUnit.TryGetValue(streamId, out known)
        || _inFlight.TryGetValue(streamId, out known)
        || _committed.TryGet(streamId, out known);

    /// <summary>As the store has it.</summary>
    public void Remember(IVersioned aggregate) => _committed.Set(aggregate.StreamId, aggregate);

    public void Change(IVersioned aggregate)
    {
        _undo.Add((aggregate.StreamId, _inUnit.GetValueOrDefault(aggregate.StreamId)));
        _inUnit[aggregate.StreamId] = aggregate;
    }

    public void UndoTo(int mark)
    {
        for (var last = _undo.Count - 1; last >= mark; last--)
        {
            var (streamId, before) = _undo[last];
            if (before is null)
                _inUnit.Remove(streamId);
            else
                _inUnit[streamId] = before;
        }

        _undo.RemoveRange(mark, _undo.Count - mark);
    }

    /// <summary>What the unit has changed is committed.</summary>
    public void Keep()
    {
        foreach (var aggregate in _inUnit.Values)
            Remember(aggregate);
        ClearUnit();
    }

    /// <summary>What the unit has changed is on its way to disk.</summary>
    public void Seal()
    {
        (_inFlight, _inUnit) = (_inUnit, _inFlight);
        ClearUnit();
    }

    /// <summary>What was on its way is committed.</summary>
    public void Confirm()
    {
        foreach (var aggregate in _inFlight.Values)
            Remember(aggregate);
        _inFlight.Clear();
    }

    /// <summary>Forgets what is not committed, and the committed states that it was computed on.</summary>
    public void Discard()
    {
        foreach (var streamId in _inUnit.Keys.Concat(_inFlight.Keys))
            _committed.Remove(streamId);
        _inFlight.Clear();
        ClearUnit();
    }

    public void Clear()
    {
        _committed.Clear();
        _inFlight.Clear();
        ClearUnit();
    }

    void ClearUnit()
    {
        _inUnit.Clear();
        _undo.Clear();
    }
}
