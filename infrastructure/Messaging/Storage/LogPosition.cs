using System.Buffers;
using System.Buffers.Text;
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
    /// <summary>Longest text that is read. Room for two thousand partitions, and little work whoever sends it.</summary>
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

/// <summary>
/// A position of the log as text: base64url of a byte for the form, then for each partition how far its number is above
/// the one before, and its position, both as variable-length integers.
/// </summary>
static class LogPositionText
{
    const byte Form = 1;
    const int LongestInteger = 10;
    const int OnStack = 512;

    static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Of(ReadOnlySpan<PartitionPosition> places)
    {
        var most = 1 + (places.Length * 2 * LongestInteger);
        var bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        bytes[0] = Form;
        var (length, above) = (1, 0);
        foreach (var place in places)
        {
            length += Write(bytes[length..], (ulong)(place.Partition - above));
            length += Write(bytes[length..], (ulong)place.Position);
            above = place.Partition + 1;
        }

        return Base64Url.EncodeToString(bytes[..length]);
    }

    /// <returns>Null when it is no such text: from outside, anything may come.</returns>
    public static PartitionPosition[]? Read(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Alphabet) || !Base64Url.IsValid(text))
            return null;
        ReadOnlySpan<byte> rest = Base64Url.DecodeFromChars(text);
        if (rest.IsEmpty || rest[0] != Form)
            return null;
        rest = rest[1..];
        List<PartitionPosition> places = [];
        long above = 0;
        while (!rest.IsEmpty)
        {
            if (!TryRead(ref rest, out var step) || !TryRead(ref rest, out var position)
                || step > int.MaxValue - above || position == 0)
                return null;
            places.Add(new((int)(above + step), position));
            above += step + 1;
        }

        return [.. places];
    }

    static int Write(Span<byte> bytes, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        return length;
    }

    /// <summary>Seven bits a byte, the lowest first; none of them above what a position may be.</summary>
    static bool TryRead(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        for (var index = 0; index < bytes.Length && index < LongestInteger - 1; index++)
        {
            value |= (long)(bytes[index] & 0x7F) << (7 * index);
            if (bytes[index] >= 0x80)
                continue;
            bytes = bytes[(index + 1)..];
            return true;
        }

        return false;
    }
}
