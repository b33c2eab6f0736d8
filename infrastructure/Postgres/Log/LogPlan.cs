using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Log;

/// <summary>
/// What to read of each partition, so that together it is a certain number of events and no partition is ahead of
/// another: they take turns, an event each, until there are enough. One that has few gives its turns to the others.
/// Positions are dense, so this takes no more than to know where each partition ends.
/// </summary>
public sealed class LogPlan
{
    readonly LogPosition _after;

    LogPlan(LogPosition after, IReadOnlyList<Turns> ranges, bool isToEnd) =>
        (_after, Ranges, IsToEnd) = (after, ranges, isToEnd);

    /// <summary>In the order of their turns.</summary>
    public IReadOnlyList<Turns> Ranges { get; }

    /// <summary>Nothing is left of the log beyond it.</summary>
    public bool IsToEnd { get; }

    /// <summary>Where a reader is that has taken all of it.</summary>
    public LogPosition End => Merged(Ranges.Select(range => new PartitionPosition(range.Partition, range.Last)));

    public static LogPlan Of(LogPosition after, LogPosition end, int events)
    {
        List<PartitionPosition> open = [];
        foreach (var place in end.Places)
        {
            if (place.Position > after[place.Partition])
                open.Add(place);
        }

        var order = Rotated(open, after);
        var backlogs = order.ConvertAll(place => place.Position - after[place.Partition]);
        var shares = FairShares.Of(backlogs, events);
        var ranges = order
            .Select((place, turn) => new Turns(
                place.Partition, after[place.Partition] + 1, after[place.Partition] + shares[turn], turn))
            .Where(range => range.Last >= range.First)
            .ToList();
        return new(after, ranges, shares.SequenceEqual(backlogs));
    }

    /// <summary>Where a reader is that has taken all turns up to that of this event, and none later.</summary>
    public LogPosition UpTo(int partition, long position)
    {
        var last = Ranges.Single(range => range.Partition == partition);
        var round = position - last.First;
        return Merged(
            from range in Ranges
            let taken = Math.Min(range.Turn <= last.Turn ? range.First + round : range.First + round - 1, range.Last)
            where taken >= range.First
            select new PartitionPosition(range.Partition, taken));
    }

    LogPosition Merged(IEnumerable<PartitionPosition> places) => _after.Merge(LogPosition.Of([.. places]));

    /// <summary>Whoever reads an event at a time does not get it from the same partition each time.</summary>
    static List<PartitionPosition> Rotated(List<PartitionPosition> open, LogPosition after)
    {
        ulong read = 0;
        foreach (var place in after.Places)
            read = unchecked(read + (ulong)place.Position);
        var start = open.Count == 0 ? 0 : (int)(read % (ulong)open.Count);
        return [.. open.Skip(start), .. open.Take(start)];
    }
}

/// <summary>Positions of a partition, both included.</summary>
/// <param name="Turn">Its place when partitions take turns.</param>
public sealed record Turns(int Partition, long First, long Last, int Turn);
