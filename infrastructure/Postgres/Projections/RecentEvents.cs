using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// The last events that this process committed, as objects, so that models that keep up neither read them back nor
/// decode them. Positions are dense, so that it is known whether all of a part are here; else they are read. Bounded.
/// </summary>
sealed class RecentEvents : ICommitListener
{
    const int MostOfPartition = 4_096;

    readonly Lock _changing = new();
    readonly Dictionary<int, Tail> _tails = [];

    public void OnCommitted(CommittedUnit unit)
    {
        lock (_changing)
        {
            foreach (var e in unit.Events)
            {
                if (!_tails.TryGetValue(e.Stored.Partition, out var tail))
                    _tails.Add(e.Stored.Partition, tail = new Tail());
                tail.Add(e);
            }
        }
    }

    /// <returns>Events that are wanted, and the moves that not all events are here of.</returns>
    public (List<CommittedEvent> Events, List<PartitionMove> Others) Read(
        IReadOnlyList<PartitionMove> moves, IReadOnlySet<Type> wanted)
    {
        List<CommittedEvent> events = [];
        lock (_changing)
            return (events, [.. moves.Where(move =>
                !_tails.TryGetValue(move.Partition, out var tail) || !tail.TryRead(move, wanted, events))]);
    }

    /// <summary>The last events of a partition, without a gap, in a ring.</summary>
    sealed class Tail
    {
        readonly CommittedEvent[] _ring = new CommittedEvent[MostOfPartition];
        long _first = 1;
        long _last;

        public void Add(CommittedEvent e)
        {
            var position = e.Stored.Position;
            // Another process had the partition in between.
            if (position != _last + 1)
                _first = position;
            _last = position;
            _first = Math.Max(_first, _last - MostOfPartition + 1);
            // The bytes are the unit's, and go with it.
            var stored = e.Stored with { Data = default };
            _ring[position % MostOfPartition] = e with { Stored = stored };
        }

        public bool TryRead(PartitionMove move, IReadOnlySet<Type> wanted, List<CommittedEvent> events)
        {
            if (move.Before + 1 < _first || move.After > _last)
                return false;
            for (var position = move.Before + 1; position <= move.After; position++)
            {
                var e = _ring[position % MostOfPartition];
                if (wanted.Contains(e.Event.GetType()))
                    events.Add(e);
            }

            return true;
        }
    }
}
