using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Api.Consistency;

/// <summary>
/// How far the log is known to go in this process: all that it committed itself, and all that it has looked up. An
/// answer tells of nothing beyond, so this is the position that goes with it.
/// </summary>
sealed class PositionBoard : ICommitListener
{
    readonly Lock _changing = new();

    /// <summary>By partition: they are numbered from 0 without gaps.</summary>
    long[] _positions = [];
    State? _state;

    /// <summary>As it goes into a header. Made once for all answers between two commits.</summary>
    public string Token => Current().Token;

    public LogPosition Known => Current().Position;

    public void OnCommitted(CommittedUnit unit)
    {
        if (unit.Events.Count == 0)
            return;
        lock (_changing)
        {
            foreach (var e in unit.Events)
                Raise(e.Stored.Partition, e.Stored.Position);
            Volatile.Write(ref _state, null);
        }
    }

    public void See(LogPosition position)
    {
        lock (_changing)
        {
            foreach (var place in position.Places)
                Raise(place.Partition, place.Position);
            Volatile.Write(ref _state, null);
        }
    }

    void Raise(int partition, long position)
    {
        if (partition >= _positions.Length)
            Array.Resize(ref _positions, partition + 1);
        if (_positions[partition] < position)
            _positions[partition] = position;
    }

    State Current()
    {
        if (Volatile.Read(ref _state) is { } known)
            return known;
        lock (_changing)
        {
            if (_state is { } made)
                return made;
            var position = LogPosition.Of([.. _positions
                .Select((position, partition) => new PartitionPosition(partition, position))
                .Where(place => place.Position > 0)]);
            var state = new State(position, position.ToString());
            Volatile.Write(ref _state, state);
            return state;
        }
    }

    sealed record State(LogPosition Position, string Token);
}
