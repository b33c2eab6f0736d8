using System.Buffers.Text;

namespace BillingEngine.Host.Load;

/// <summary>The chunked transfer coding: RFC 9112, section 7.1.</summary>
static class ChunkedBody
{
    /// <summary>Moves the chunks together at the start of the bytes, once all of them are there.</summary>
    public static bool TryJoin(Span<byte> coded, out int length, out int consumed)
    {
        length = 0;
        if (!TryMeasure(coded, out consumed))
            return false;
        var at = 0;
        while (TryReadSize(coded[at..], out var size, out var line) && size > 0)
        {
            coded.Slice(at + line, size).CopyTo(coded[length..]);
            length += size;
            at += line + size + 2;
        }

        return true;
    }

    static bool TryMeasure(ReadOnlySpan<byte> coded, out int consumed)
    {
        consumed = 0;
        while (TryReadSize(coded[consumed..], out var size, out var line))
        {
            if (size == 0)
                return TrySkipTrailers(coded, ref consumed, line);
            if (size > coded.Length - consumed - line - 2)
                return false;
            consumed += line + size + 2;
        }

        return false;
    }

    // Ends with an empty line, which stands right after the last chunk when there are no trailers.
    static bool TrySkipTrailers(ReadOnlySpan<byte> coded, ref int consumed, int lastChunk)
    {
        var trailers = coded[(consumed + lastChunk - 2)..];
        var end = trailers.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        consumed += lastChunk - 2 + end + 4;
        return true;
    }

    static bool TryReadSize(ReadOnlySpan<byte> coded, out int size, out int line)
    {
        size = 0;
        line = coded.IndexOf("\r\n"u8) + 2;
        if (line < 2)
            return false;
        if (!Utf8Parser.TryParse(coded, out size, out var digits, 'x') || digits == 0 || size < 0)
            throw new InvalidDataException("The answer has a chunk without a size.");
        return true;
    }
}
