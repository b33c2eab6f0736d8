using System.Buffers;
using System.Buffers.Text;

namespace BillingEngine.Messaging.Storage;

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
