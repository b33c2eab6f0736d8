using BillingEngine.Messages.Accounts;

namespace BillingEngine.Messages;

/// <summary>
/// The key under which a part of a transaction, or its reversal, is in an account's stream at most once: the
/// transaction's id with another version digit, the thirteenth. That digit tells nothing of a transaction, as all their
/// ids are of one version; so two keys differ wherever transaction, part or direction do, and no hash is computed. The
/// key of a debit is the transaction's id itself.
/// </summary>
public static class MovementKey
{
    public static Guid Of(Guid transactionId, MovementPart part, bool isReversal)
    {
        Span<byte> bytes = stackalloc byte[16];
        transactionId.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] ^= (byte)((DigitOf(part) | (isReversal ? 8 : 0)) << 4);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Stored with the events: never changed, and not the enumeration's own numbers, which may be.</summary>
    static int DigitOf(MovementPart part) => part switch
    {
        MovementPart.Debit => 0,
        MovementPart.Credit => 1,
        MovementPart.Fee => 2,
        MovementPart.Hold => 3,
        MovementPart.Refund => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "A new part needs a digit of its own, 5 to 7."),
    };
}
