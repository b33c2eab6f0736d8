using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.ReadModels;

/// <summary>What the events of one unit change of a transaction; null: they leave it as it is.</summary>
sealed class TransactionChange(Guid transactionId)
{
    public Guid TransactionId => transactionId;

    public TransactionStatus? Status { get; private set; }

    public Refusal? Failure { get; private set; }

    public decimal? Captured { get; private set; }

    public decimal? Refunded { get; private set; }

    public decimal? Fee { get; private set; }

    public DateTimeOffset? AuthorizedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public TransactionChange Authorize(DateTimeOffset at)
    {
        (Status, AuthorizedAt) = (TransactionStatus.Authorized, at);
        return this;
    }

    public TransactionChange GoOn(decimal? capturing)
    {
        (Status, Captured) = (TransactionStatus.Processing, capturing);
        return this;
    }

    public TransactionChange Complete(decimal? fee, DateTimeOffset at)
    {
        Fee = fee;
        return End(TransactionStatus.Completed, at);
    }

    public TransactionChange Fail(Refusal failure, DateTimeOffset at)
    {
        Failure = failure;
        return End(TransactionStatus.Failed, at);
    }

    public TransactionChange End(TransactionStatus status, DateTimeOffset at)
    {
        (Status, CompletedAt) = (status, at);
        return this;
    }

    public TransactionChange Refund(decimal refundedAfter)
    {
        Refunded = refundedAfter;
        return this;
    }
}
