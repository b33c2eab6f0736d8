using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// The last events that this process committed, as objects, so that models that keep up neither read them back nor
/// decode them. Positions are dense: an event is taken from here only if it is the very next one of its partition, and
/// else from the database. Bounded; what is dropped is read.
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

    /// <summary>What comes next of the partitions that are known here; nothing, when none is.</summary>
    /// <param name="from">The position that each partition has been read to.</param>
    /// <param name="limit">About so many events.</param>
    public LogSpan Read(IReadOnlyDictionary<int, long> from, IReadOnlySet<Type> taken, int limit)
    {
        List<CommittedEvent> events = [];
        List<PartitionMove> moves = [];
        lock (_changing)
        {
            foreach (var (partition, tail) in _tails)
            {
                var before = from.GetValueOrDefault(partition);
                var after = tail.Read(before, limit / _tails.Count + 1, taken, events);
                if (after > before)
                    moves.Add(new(partition, before, after));
            }
        }

        return moves.Count == 0 ? LogSpan.Nothing : new LogSpan(events, moves);
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

        /// <returns>The position that was come to.</returns>
        public long Read(long after, int limit, IReadOnlySet<Type> taken, List<CommittedEvent> events)
        {
            if (after + 1 < _first || after >= _last)
                return after;
            var end = Math.Min(_last, after + limit);
            for (var position = after + 1; position <= end; position++)
            {
                var e = _ring[position % MostOfPartition];
                if (taken.Contains(e.Event.GetType()))
                    events.Add(e);
            }

            return end;
        }
    }
}
