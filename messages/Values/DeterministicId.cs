using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BillingEngine.Messages;

/// <summary>
/// Identities that follow from what they identify, so that a repeated command finds its first self for ever.
/// UUID version 8 (RFC 9562, section 5.8) over SHA-256 of length-prefixed parts.
/// </summary>
public static class DeterministicId
{
    /// <summary>Identity of the request made under an idempotency key of a ledger, and of the transaction it makes.</summary>
    public static Guid Request(string ledger, string idempotencyKey) => Derive("request", ledger, idempotencyKey);

    /// <summary>The top-up that gives a new account its initial balance.</summary>
    public static Guid InitialFunding(string ledger, Guid accountId) =>
        Derive("initial-balance", ledger, accountId.ToString());

    /// <summary>The account that stands for the world outside a ledger, in one currency.</summary>
    public static Guid ExternalAccount(string ledger, CurrencyCode currency) => Derive("external", ledger, currency.Value);

    /// <summary>The account that takes the fees of a ledger, in one currency.</summary>
    public static Guid FeeAccount(string ledger, CurrencyCode currency) => Derive("fee", ledger, currency.Value);

    /// <summary>Identity from a namespace and two names; no two different triples share one.</summary>
    public static Guid Derive(string space, string first, string second)
    {
        Span<byte> buffer = stackalloc byte[512];
        var written = Append(buffer, 0, space);
        written = Append(buffer, written, first);
        written = Append(buffer, written, second);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..written], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    static int Append(Span<byte> buffer, int written, string part)
    {
        if (written + 2 + Encoding.UTF8.GetByteCount(part) > buffer.Length)
            throw new ArgumentException("The parts of an identity are too long: 500 bytes at most.", nameof(part));
        var length = Encoding.UTF8.GetBytes(part, buffer[(written + 2)..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[written..], (ushort)length);
        return written + 2 + length;
    }
}
