using System.Diagnostics.CodeAnalysis;

namespace BillingEngine.Messaging.Storage;

/// <summary>A place in one partition of the log: everything up to and including the position.</summary>
/// <param name="Partition">Not negative.</param>
/// <param name="Position">From 1 on.</param>
public readonly record struct PartitionPosition(int Partition, long Position);

/// <summary>
/// A place in the whole log: a position in each partition. Partitions have no order among them, so two places need not
/// be before or after each other. Immutable; the default is the start, before the first event.
/// </summary>
public readonly struct LogPosition : IEquatable<LogPosition>
{
    /// <summary>Longest text that is read: room for two thousand partitions, and little work.</summary>
    public const int MaxTextLength = 16_384;

    /// <summary>By partition, each once.</summary>
    readonly PartitionPosition[]? _places;

    LogPosition(PartitionPosition[] places) => _places = places;

    /// <summary>Before the first event.</summary>
    public static LogPosition Start => default;

    public bool IsStart => Places.IsEmpty;

    /// <summary>By partition; those without an event are left out.</summary>
    public ReadOnlySpan<PartitionPosition> Places => _places;

    /// <summary>0 before the first event of the partition.</summary>
    public long this[int partition]
    {
        get
        {
            foreach (var place in Places)
            {
                if (place.Partition >= partition)
                    return place.Partition == partition ? place.Position : 0;
            }

            return 0;
        }
    }

    public static bool operator ==(LogPosition left, LogPosition right) => left.Equals(right);

    public static bool operator !=(LogPosition left, LogPosition right) => !left.Equals(right);

    public static LogPosition At(int partition, long position) => Of([new(partition, position)]);

    /// <summary>In any order; of several positions in one partition the last counts.</summary>
    public static LogPosition Of(params ReadOnlySpan<PartitionPosition> places)
    {
        if (places.IsEmpty)
            return Start;
        var sorted = places.ToArray();
        foreach (var place in sorted)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place.Partition);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(place.Position);
        }

        if (sorted.Length == 1)
            return new(sorted);
        Array.Sort(sorted, static (left, right) => left.Partition == right.Partition
            ? left.Position.CompareTo(right.Position)
            : left.Partition.CompareTo(right.Partition));
        var count = 0;
        foreach (var place in sorted)
        {
            if (count > 0 && sorted[count - 1].Partition == place.Partition)
                count--;
            sorted[count++] = place;
        }

        return new(count == sorted.Length ? sorted : sorted[..count]);
    }

    /// <summary>Whoever has read up to here has read all that the other has.</summary>
    public bool Covers(LogPosition other)
    {
        var mine = Places;
        var next = 0;
        foreach (var place in other.Places)
        {
            while (next < mine.Length && mine[next].Partition < place.Partition)
                next++;
            if (next == mine.Length || mine[next].Partition != place.Partition || mine[next].Position < place.Position)
                return false;
        }

        return true;
    }

    /// <summary>Events between the other place and this one, in the partitions where this one is ahead.</summary>
    public long EventsBeyond(LogPosition other)
    {
        long events = 0;
        foreach (var place in Places)
            events += Math.Max(0, place.Position - other[place.Partition]);
        return events;
    }

    /// <summary>The first place that covers both.</summary>
    public LogPosition Merge(LogPosition other)
    {
        if (Covers(other))
            return this;
        return other.Covers(this) ? other : Of([.. Places, .. other.Places]);
    }

    /// <summary>A short text for headers and addresses. What is in it is nobody's business but this type's.</summary>
    public override string ToString() => LogPositionText.Of(Places);

    public static bool TryParse([NotNullWhen(true)] string? text, out LogPosition position)
    {
        position = default;
        if (text is not { Length: > 0 and <= MaxTextLength } || LogPositionText.Read(text) is not { } places)
            return false;
        position = new(places);
        return true;
    }

    /// <exception cref="FormatException">It is not the text of a position.</exception>
    public static LogPosition Parse(string text) => TryParse(text, out var position)
        ? position
        : throw new FormatException("This is not a position of the log.");

    public bool Equals(LogPosition other) => Places.SequenceEqual(other.Places);

    public override bool Equals(object? obj) => obj is LogPosition other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var place in Places)
            hash.Add(place);
        return hash.ToHashCode();
    }
}
