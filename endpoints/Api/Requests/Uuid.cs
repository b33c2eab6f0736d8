using System.Security.Cryptography;

namespace BillingEngine.Api.Requests;

/// <summary>The canonical form of RFC 9562 and no other: 8-4-4-4-12 hexadecimal digits, in either case.</summary>
static class Uuid
{
    const int Length = 36;

    public static bool TryParse(string? text, out Guid id)
    {
        id = default;
        return text is { Length: Length } && IsCanonical(text) && Guid.TryParseExact(text, "D", out id);
    }

    /// <summary>Version 4 and variant 1 of RFC 9562.</summary>
    public static Guid Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary><see cref="Guid"/> itself takes blanks around, and signs and "0x" inside.</summary>
    static bool IsCanonical(string text)
    {
        for (var i = 0; i < Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return true;
    }
}
