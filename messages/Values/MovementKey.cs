using BillingEngine.Messages.Accounts;

namespace BillingEngine.Messages;

/// <summary>
/// The key under which a part of a transaction, its reversal or the transaction's end is in a stream at most once: the
/// transaction's id with another version digit, the thirteenth. That digit tells nothing of a transaction, as all their
/// ids are of one version; so two keys differ wherever transaction, part or direction do, and no hash is computed. The
/// key of a debit is the transaction's id itself.
/// </summary>
public static class MovementKey
{
    const int EndDigit = 5;

    const int ConfirmationDigit = 6;

    public static Guid Of(Guid transactionId, MovementPart part, bool isReversal) =>
        With(transactionId, DigitOf(part) | (isReversal ? 8 : 0));

    /// <summary>A transaction ends once, whatever its end is.</summary>
    public static Guid EndOf(Guid transactionId) => With(transactionId, EndDigit);

    /// <summary>In the stream of the original: the refund has taken place.</summary>
    public static Guid ConfirmationOf(Guid refundId) => With(refundId, ConfirmationDigit);

    /// <summary>Stored with the events: never changed, and not the enumeration's own numbers, which may be.</summary>
    static int DigitOf(MovementPart part) => part switch
    {
        MovementPart.Debit => 0,
        MovementPart.Credit => 1,
        MovementPart.Fee => 2,
        MovementPart.Hold => 3,
        MovementPart.Refund => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "A new part needs a digit: 7 is free."),
    };

    static Guid With(Guid transactionId, int digit)
    {
        Span<byte> bytes = stackalloc byte[16];
        transactionId.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] ^= (byte)(digit << 4);
        return new Guid(bytes, bigEndian: true);
    }
}
