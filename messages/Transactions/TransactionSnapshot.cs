using System.Diagnostics;
using BillingEngine.Messaging;

namespace BillingEngine.Messages.Transactions;

/// <summary>
/// A transaction as it stands at one version of its stream. Amounts beside <see cref="Amount"/> are of its currency.
/// </summary>
/// <param name="CapturedAmount">Of a payment: what it was told to capture, taken when completed; null before.</param>
/// <param name="RefundedAmount">What was given back, by any number of refunds.</param>
/// <param name="Fee">Charged to the source on top; of a refund: given back on top.</param>
/// <param name="AuthorizedAt">When a payment that waits for its capture was authorized.</param>
/// <param name="ExpiresAt">When a payment's hold ends.</param>
public sealed record TransactionSnapshot(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    TransactionType Type,
    TransactionStatus Status,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    Refusal? Failure,
    string CorrelationId,
    string Fingerprint,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt,
    Guid? OriginalTransactionId = null,
    decimal? CapturedAmount = null,
    decimal RefundedAmount = 0,
    decimal? Fee = null,
    DateTimeOffset? AuthorizedAt = null,
    DateTimeOffset? ExpiresAt = null,
    Guid? CardId = null)
{
    /// <summary>Nothing will happen to it any more without a new request.</summary>
    public bool IsFinal => Status is not (TransactionStatus.Processing or TransactionStatus.Authorized);

    /// <summary>Whoever requested it has an answer.</summary>
    public bool IsAnswered => IsFinal || AuthorizedAt is not null;

    public static TransactionSnapshot From(ITransactionRequested e, string correlationId, DateTimeOffset at) => new(
        e.TransactionId,
        e.TrackingId,
        e.Ledger,
        TypeOf(e),
        TransactionStatus.Processing,
        e.SourceAccountId,
        e.DestinationAccountId,
        e.Amount,
        e.Reference,
        e.Description,
        e.Metadata,
        Failure: null,
        correlationId,
        e.Fingerprint,
        CreatedAt: at,
        CompletedAt: null,
        (e as RefundRequested)?.OriginalTransactionId,
        ExpiresAt: (e as PaymentRequested)?.ExpiresAt,
        CardId: (e as PaymentRequested)?.CardId);

    /// <summary>The transaction after a later event of its stream.</summary>
    public TransactionSnapshot After(IEvent e, DateTimeOffset at) => e switch
    {
        TransactionAuthorized => this with { Status = TransactionStatus.Authorized, AuthorizedAt = at },
        PaymentCaptureRequested capture => this with
        {
            Status = TransactionStatus.Processing,
            CapturedAmount = capture.Amount.Amount,
        },
        PaymentVoidRequested => this with { Status = TransactionStatus.Processing },
        TransactionCompleted completed => this with
        {
            Status = TransactionStatus.Completed,
            CapturedAmount = Type == TransactionType.Payment ? CapturedAmount ?? Amount.Amount : null,
            Fee = completed.Fee?.Amount,
            CompletedAt = at,
        },
        TransactionFailed failed => Ended(TransactionStatus.Failed, at) with { Failure = failed.Refusal },
        TransactionVoided => Ended(TransactionStatus.Voided, at),
        TransactionExpired => Ended(TransactionStatus.Expired, at),
        TransactionRefunded refunded => this with { RefundedAmount = refunded.RefundedAfter },
        RefundReserved or RefundReleased => this,
        _ => throw new UnreachableException(
            $"Transaction {TransactionId} holds a {e.GetType().Name}, of which no row knows."),
    };

    /// <summary>
    /// As it stood when it was first answered: a repeat of its request gets this, whatever has come after.
    /// </summary>
    public TransactionSnapshot AsFirstAnswered() => AuthorizedAt is null
        ? RefundedAmount == 0 ? this : this with { RefundedAmount = 0 }
        : this with
        {
            Status = TransactionStatus.Authorized,
            CapturedAmount = null,
            RefundedAmount = 0,
            Fee = null,
            Failure = null,
            CompletedAt = null,
        };

    TransactionSnapshot Ended(TransactionStatus status, DateTimeOffset at) =>
        this with { Status = status, CapturedAmount = null, CompletedAt = at };

    static TransactionType TypeOf(ITransactionRequested e) => e switch
    {
        TopupRequested => TransactionType.Topup,
        WithdrawalRequested => TransactionType.Withdrawal,
        TransferRequested => TransactionType.Transfer,
        PaymentRequested => TransactionType.Payment,
        RefundRequested => TransactionType.Refund,
        _ => throw new UnreachableException($"No type of transaction begins with a {e.GetType().Name}."),
    };
}
