using System.Buffers.Text;
using System.Text;

namespace BillingEngine.Host.Load;

/// <summary>
/// Reads an HTTP/1.1 response (RFC 9112) from the bytes received so far, always from their start: nearly every response
/// comes in one piece, so that nothing need be remembered between two attempts.
/// </summary>
static class HttpResponseParser
{
    /// <param name="received">A chunked body is moved together in place, once it is complete.</param>
    /// <param name="ended">The server has closed the connection: no more bytes will come.</param>
    /// <param name="response">Set when the answer is true.</param>
    /// <returns>False when bytes are still missing.</returns>
    /// <exception cref="InvalidDataException">This is not HTTP/1.1.</exception>
    public static bool TryParse(Span<byte> received, bool ended, out HttpResponse response)
    {
        response = default;
        var length = received.IndexOf("\r\n\r\n"u8);
        if (length < 0)
            return false;
        var bodyStart = length + 4;
        var head = ReadHead(received[..(length + 2)]);
        if (head.Status is >= 100 and < 200)
            return TryParseAfterInterim(received, bodyStart, ended, out response);

        int bodyLength;
        int end;
        if (head.Status is 204 or 304)
            (bodyLength, end) = (0, bodyStart);
        else if (head.IsChunked)
        {
            if (!ChunkedBody.TryJoin(received[bodyStart..], out bodyLength, out var consumed))
                return false;
            end = bodyStart + consumed;
        }
        else
        {
            if (head.ContentLength is null && !ended)
                return false;
            bodyLength = head.ContentLength ?? received.Length - bodyStart;
            end = bodyStart + bodyLength;
        }

        response = new(head.Status, head.RetryAfter, head.Closes || IsUntilClose(head), bodyStart, bodyLength, end);
        return end <= received.Length;
    }

    static bool TryParseAfterInterim(Span<byte> received, int start, bool ended, out HttpResponse response)
    {
        var complete = TryParse(received[start..], ended, out var final);
        response = final with { BodyStart = final.BodyStart + start, End = final.End + start };
        return complete;
    }

    static bool IsUntilClose(Head head) =>
        head is { IsChunked: false, ContentLength: null, Status: not (204 or 304) };

    static Head ReadHead(ReadOnlySpan<byte> lines)
    {
        if (!lines.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(lines[9..], out int status, out var digits)
            || digits != 3)
            throw new InvalidDataException("The answer is not HTTP/1.1.");
        var head = new Head { Status = status };
        var end = lines.IndexOf("\r\n"u8);
        for (lines = lines[(end + 2)..]; (end = lines.IndexOf("\r\n"u8)) > 0; lines = lines[(end + 2)..])
            ReadHeader(lines[..end], ref head);
        return head;
    }

    static void ReadHeader(ReadOnlySpan<byte> line, ref Head head)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
            throw new InvalidDataException("The answer has a header without a colon.");
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        // By length first: of the handful of headers that come, most are none of these.
        if (colon == 14 && Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            head.ContentLength = Number(value) ?? throw new InvalidDataException("Content-Length is not a number.");
        else if (colon == 17 && Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
            head.IsChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
        else if (colon == 10 && Ascii.EqualsIgnoreCase(name, "Connection"u8))
            head.Closes = Ascii.EqualsIgnoreCase(value, "close"u8);
        else if (colon == 11 && Ascii.EqualsIgnoreCase(name, "Retry-After"u8))
            head.RetryAfter = Number(value);
    }

    static int? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out uint number, out var used) && used == text.Length && number <= int.MaxValue / 2
            ? (int)number
            : null;

    struct Head
    {
        public int Status;
        public int? ContentLength;
        public int? RetryAfter;
        public bool IsChunked;
        public bool Closes;
    }
}
