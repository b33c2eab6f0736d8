using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BillingEngine.Messaging.Sagas;

/// <summary>
/// The id of a saga instance, derived from what it is found by, so that finding it is computing it.
/// UUID version 8 (RFC 9562, section 5.8) over SHA-256 of the length-prefixed parts "saga", name and value.
/// </summary>
static class SagaIdentity
{
    const int LongestGuidOrNumber = 36;

    public static Guid Of(string sagaName, object correlationValue)
    {
        if (!CorrelationValue.IsAllowed(correlationValue.GetType()))
            throw new ArgumentException(
                $"A saga is found by one of {CorrelationValue.AllowedTypes}, and not by a " +
                $"{correlationValue.GetType().Name}.",
                nameof(correlationValue));
        var size = SizeOf("saga") + SizeOf(sagaName) +
            (correlationValue is string value ? SizeOf(value) : sizeof(ushort) + LongestGuidOrNumber);
        byte[]? rented = null;
        var buffer = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        var written = Append(buffer, 0, "saga");
        written = Append(buffer, written, sagaName);
        written = correlationValue is string text
            ? Append(buffer, written, text)
            : Append(buffer, written, (IUtf8SpanFormattable)correlationValue);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..written], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    static int SizeOf(string part) => sizeof(ushort) + Encoding.UTF8.GetByteCount(part);

    static int Append(Span<byte> buffer, int written, string part) =>
        Close(buffer, written, Encoding.UTF8.GetBytes(part, buffer[(written + sizeof(ushort))..]));

    static int Append(Span<byte> buffer, int written, IUtf8SpanFormattable part)
    {
        var room = buffer[(written + sizeof(ushort))..];
        if (!part.TryFormat(room, out var length, default, CultureInfo.InvariantCulture))
            throw new UnreachableException($"{part} takes more than {LongestGuidOrNumber} bytes.");
        return Close(buffer, written, length);
    }

    static int Close(Span<byte> buffer, int written, int length)
    {
        if (length > ushort.MaxValue)
            throw new ArgumentException(
                $"A saga is found by at most {ushort.MaxValue} bytes of text, and this has {length}.", nameof(length));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[written..], (ushort)length);
        return written + sizeof(ushort) + length;
    }
}
