using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions;

/// <summary>From a request to the event that a transaction begins with.</summary>
public sealed partial record Transaction
{
    static TopupRequested Requested(RequestTopup command) => new(
        command.TransactionId,
        command.TrackingId,
        command.Ledger,
        command.SourceAccountId,
        command.DestinationAccountId,
        command.Amount,
        command.Reference,
        command.Description,
        command.Metadata,
        command.Fingerprint);

    static WithdrawalRequested Requested(RequestWithdrawal command, FeeTariff? fees) => new(
        command.TransactionId,
        command.TrackingId,
        command.Ledger,
        command.SourceAccountId,
        command.DestinationAccountId,
        command.Amount,
        command.Reference,
        command.Description,
        command.Metadata,
        command.Fingerprint,
        fees);

    static TransferRequested Requested(RequestTransfer command, FeeTariff? fees) => new(
        command.TransactionId,
        command.TrackingId,
        command.Ledger,
        command.SourceAccountId,
        command.DestinationAccountId,
        command.Amount,
        command.Reference,
        command.Description,
        command.Metadata,
        command.Fingerprint,
        fees);

    static PaymentRequested Requested(RequestPayment command, FeeTariff? fees, DateTimeOffset expiresAt) => new(
        command.TransactionId,
        command.TrackingId,
        command.Ledger,
        command.SourceAccountId,
        command.DestinationAccountId,
        command.Amount,
        command.Reference,
        command.Description,
        command.Metadata,
        command.Fingerprint,
        fees,
        command.Capture,
        expiresAt,
        command.CardId);

    static RefundRequested Requested(RequestRefund command) => new(
        command.TransactionId,
        command.TrackingId,
        command.Ledger,
        command.SourceAccountId,
        command.DestinationAccountId,
        command.Amount,
        command.Reference,
        command.Description,
        command.Metadata,
        command.Fingerprint,
        command.OriginalTransactionId);
}
