using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Messages.Transactions;

/// <summary>A transaction begins. The members mean what they mean in <see cref="ITransactionRequest"/>.</summary>
public interface ITransactionRequested : IEvent, IPartitioned, IConcernMoney, ILeaveEvidence
{
    Guid TransactionId { get; }

    string TrackingId { get; }

    string Ledger { get; }

    Guid SourceAccountId { get; }

    Guid DestinationAccountId { get; }

    Money Amount { get; }

    string? Reference { get; }

    string? Description { get; }

    JsonText? Metadata { get; }

    string Fingerprint { get; }

    Guid IPartitioned.PartitionKey => TransactionId;

    MoneyConcern IConcernMoney.Concern =>
        new(TransactionId, [SourceAccountId, DestinationAccountId], Amount.Amount, Amount.Currency.Value);

    /// <summary>The transaction's end: that is where handling it leads.</summary>
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

public sealed record TopupRequested(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint) : ITransactionRequested;

/// <param name="Fees">What the source may have to pay on top; which rule applies follows from its kind.</param>
public sealed record WithdrawalRequested(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint,
    FeeTariff? Fees) : ITransactionRequested;

/// <param name="Fees">As of a withdrawal.</param>
public sealed record TransferRequested(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint,
    FeeTariff? Fees) : ITransactionRequested;

/// <param name="Fees">As of a withdrawal.</param>
/// <param name="ExpiresAt">When the hold ends.</param>
public sealed record PaymentRequested(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint,
    FeeTariff? Fees,
    CaptureMode Capture,
    DateTimeOffset ExpiresAt,
    Guid? CardId) : ITransactionRequested;

public sealed record RefundRequested(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint,
    Guid OriginalTransactionId) : ITransactionRequested;

/// <summary>A payment's money is held and waits for its capture.</summary>
public sealed record TransactionAuthorized(Guid TransactionId) : IEvent;

/// <param name="Amount">What is to be taken of the amount that is held.</param>
public sealed record PaymentCaptureRequested(Guid TransactionId, Money Amount)
    : IEvent, IPartitioned, IConcernMoney, ILeaveEvidence
{
    Guid IPartitioned.PartitionKey => TransactionId;

    MoneyConcern IConcernMoney.Concern => new(TransactionId, [], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

public sealed record PaymentVoidRequested(Guid TransactionId, string? Reason)
    : IEvent, IPartitioned, IConcernMoney, ILeaveEvidence
{
    Guid IPartitioned.PartitionKey => TransactionId;

    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);

    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <param name="Fee">What was charged, or given back, on top of the amount.</param>
public sealed record TransactionCompleted(Guid TransactionId, ChargedFee? Fee = null) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.EndOf(TransactionId);
}

public sealed record TransactionFailed(Guid TransactionId, Refusal Refusal) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.EndOf(TransactionId);
}

public sealed record TransactionVoided(Guid TransactionId) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.EndOf(TransactionId);
}

public sealed record TransactionExpired(Guid TransactionId) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.EndOf(TransactionId);
}

/// <param name="FeeReturned">Major units: the part of the original's fee that comes back with it.</param>
public sealed record RefundReserved(Guid TransactionId, Guid RefundId, Money Amount, decimal FeeReturned) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(RefundId, MovementPart.Refund, isReversal: false);
}

public sealed record RefundReleased(Guid TransactionId, Guid RefundId) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(RefundId, MovementPart.Refund, isReversal: true);
}

/// <param name="RefundedAfter">Major units: what has been refunded by now, all in all.</param>
public sealed record TransactionRefunded(Guid TransactionId, Guid RefundId, Money Amount, decimal RefundedAfter)
    : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.ConfirmationOf(RefundId);
}
