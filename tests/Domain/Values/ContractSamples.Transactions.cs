using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Values;

static partial class ContractSamples
{
    static IEnumerable<IMessage> TransactionCommands =>
    [
        new RequestTopup(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a top-up", Metadata,
            "9f86d081"),
        new RequestWithdrawal(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a withdrawal", Metadata,
            "9f86d081"),
        new RequestTransfer(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a transfer", Metadata,
            "9f86d081"),
        new RequestPayment(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a payment", Metadata,
            "9f86d081", CaptureMode.Manual, ExpiresIn: TimeSpan.FromDays(7), CardId),
        new RequestRefund(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a refund", Metadata,
            "9f86d081", OriginalId),
        new CapturePayment(TransactionId, Amount: 7.25m),
        new VoidPayment(TransactionId, "out of stock"),
        new AuthorizeTransaction(TransactionId),
        new CompleteTransaction(TransactionId, Fee),
        new FailTransaction(TransactionId, Refusal),
        new VoidTransaction(TransactionId),
        new ExpireTransaction(TransactionId),
        new ReserveRefund(TransactionId, RefundId, Amount),
        new ReleaseRefund(TransactionId, RefundId),
        new ConfirmRefund(TransactionId, RefundId),
    ];

    static IEnumerable<IMessage> TransactionReplies =>
    [
        new TransactionRequestRefused(Refusal),
        new TransactionCommandAccepted(TransactionId),
        new TransactionCommandRefused(Refusal),
        new StepOverdue("CreditDestination"),
        new HoldDue(),
    ];

    static IEnumerable<IMessage> TransactionEvents =>
    [
        new TopupRequested(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a top-up", Metadata,
            "9f86d081"),
        new WithdrawalRequested(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a withdrawal", Metadata,
            "9f86d081", Fees),
        new TransferRequested(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a transfer", Metadata,
            "9f86d081", Fees),
        new PaymentRequested(
            TransactionId, "key-1", "main", AccountId, Counterparty, Amount, "invoice 12", "a payment", Metadata,
            "9f86d081", Fees, CaptureMode.Manual, Noon.AddDays(7), CardId),
        new RefundRequested(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a refund", Metadata,
            "9f86d081", OriginalId),
        new TransactionAuthorized(TransactionId),
        new PaymentCaptureRequested(TransactionId, Amount),
        new PaymentVoidRequested(TransactionId, "out of stock"),
        new TransactionCompleted(TransactionId, Fee),
        new TransactionFailed(TransactionId, Refusal),
        new TransactionVoided(TransactionId),
        new TransactionExpired(TransactionId),
        new RefundReserved(TransactionId, RefundId, Amount, FeeReturned: 0.41m),
        new RefundReleased(TransactionId, RefundId),
        new TransactionRefunded(TransactionId, RefundId, Amount, RefundedAfter: 10.50m),
    ];
}
