using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BillingEngine.Api.Requests;

/// <summary>
/// Hash of what a request asks for, once defaults are filled in and amounts stand at their scale: "10" and "10.00" ask
/// for the same. Stored for ever, so the rendering never changes: parts in order, each with its length before it.
/// </summary>
static class Fingerprint
{
    const int Absent = -1;
    const int Digits = 32;

    public static string Of(string operation, params ReadOnlySpan<string?> parts)
    {
        var content = new ArrayBufferWriter<byte>(512);
        Append(content, operation);
        foreach (var part in parts)
            Append(content, part);
        return Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan))[..Digits];
    }

    public static string? Part(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture);

    public static string Part(int number) => number.ToString(CultureInfo.InvariantCulture);

    static void Append(ArrayBufferWriter<byte> content, string? part)
    {
        BinaryPrimitives.WriteInt32BigEndian(
            content.GetSpan(sizeof(int)), part is null ? Absent : Encoding.UTF8.GetByteCount(part));
        content.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(part ?? "", content);
    }
}
