using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Messages.Transactions;

/// <summary>An order to one transaction.</summary>
public interface ITransactionCommand : ICommand, IPartitioned, IConcernMoney
{
    Guid TransactionId { get; }

    Guid IPartitioned.PartitionKey => TransactionId;

    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);
}

/// <summary>
/// Captures an authorized payment, in part or whole; the rest is released. Answered with
/// <see cref="TransactionCommandAccepted"/> or <see cref="TransactionCommandRefused"/>.
/// </summary>
/// <param name="Amount">Major units; null: all.</param>
public sealed record CapturePayment(Guid TransactionId, decimal? Amount) : ITransactionCommand;

/// <summary>
/// Releases an authorized payment. Answered like <see cref="CapturePayment"/>; repeating it changes nothing.
/// </summary>
public sealed record VoidPayment(Guid TransactionId, string? Reason) : ITransactionCommand;

/// <summary>The payment's money is held.</summary>
public sealed record AuthorizeTransaction(Guid TransactionId) : ITransactionCommand, ILeaveEvidence
{
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <param name="Fee">What was charged, or given back, on top of the amount.</param>
public sealed record CompleteTransaction(Guid TransactionId, ChargedFee? Fee = null)
    : ITransactionCommand, ILeaveEvidence
{
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

public sealed record FailTransaction(Guid TransactionId, Refusal Refusal) : ITransactionCommand, ILeaveEvidence
{
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>The payment's hold was released as it was told to.</summary>
public sealed record VoidTransaction(Guid TransactionId) : ITransactionCommand, ILeaveEvidence
{
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>The payment's hold was released because its time was over.</summary>
public sealed record ExpireTransaction(Guid TransactionId) : ITransactionCommand, ILeaveEvidence
{
    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>
/// Sets aside what a refund will give back of a transaction, so that all refunds together never exceed it. Answered
/// with
/// <see cref="MovementAccepted"/>, with the part of the fee that comes back, or <see cref="MovementRejected"/>.
/// </summary>
/// <param name="TransactionId">The original.</param>
public sealed record ReserveRefund(Guid TransactionId, Guid RefundId, Money Amount)
    : ITransactionCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(RefundId, [], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence =>
        new(TransactionId, MovementKey.Of(RefundId, MovementPart.Refund, isReversal: false));

    Evidence? ILeaveEvidence.End => new(RefundId, MovementKey.EndOf(RefundId));
}

/// <summary>
/// The refund does not take place. Answered with <see cref="MovementUndone"/>, also when it was never reserved.
/// </summary>
public sealed record ReleaseRefund(Guid TransactionId, Guid RefundId) : ITransactionCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(RefundId, []);

    Evidence ILeaveEvidence.Evidence =>
        new(TransactionId, MovementKey.Of(RefundId, MovementPart.Refund, isReversal: true));
}

/// <summary>The refund has taken place. Answered with <see cref="MovementAccepted"/>.</summary>
public sealed record ConfirmRefund(Guid TransactionId, Guid RefundId) : ITransactionCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(RefundId, []);

    Evidence ILeaveEvidence.Evidence => new(TransactionId, MovementKey.ConfirmationOf(RefundId));
}

/// <summary>
/// Answers a request whose identity belongs to something of another kind; nothing was recorded of it.
/// </summary>
public sealed record TransactionRequestRefused(Refusal Refusal) : IMessage;

public sealed record TransactionCommandAccepted(Guid TransactionId) : IMessage;

public sealed record TransactionCommandRefused(Refusal Refusal) : IMessage;

/// <summary>Timeout of a saga: its step may have been waiting for too long.</summary>
/// <param name="Step">The step that was in flight when the timeout was asked for.</param>
public sealed record StepOverdue(string Step) : IMessage;

/// <summary>Timeout of a payment: its hold ends.</summary>
public sealed record HoldDue : IMessage;
