namespace BillingEngine.Messaging.Tracing;

/// <summary>What two texts in UTF-8 have in common at beginning and end, in bytes, never within a character.</summary>
readonly record struct TextDelta(int Start, int End)
{
    public static TextDelta Between(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var start = before.CommonPrefixLength(after);
        while (start > 0 && start < after.Length && IsInner(after[start]))
            start--;
        var longest = Math.Min(before.Length, after.Length) - start;
        var end = 0;
        while (end < longest && before[^(end + 1)] == after[^(end + 1)])
            end++;
        while (end > 0 && IsInner(after[^end]))
            end--;
        return new TextDelta(start, end);
    }

    /// <summary>The text after, made of the one before.</summary>
    public byte[] Apply(ReadOnlySpan<byte> before, ReadOnlySpan<byte> middle) =>
        [.. before[..Start], .. middle, .. before[^End..]];

    static bool IsInner(byte value) => (value & 0xC0) == 0x80;
}
