using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions;

/// <summary>The rules of a transaction. Each decision, repeated, adds nothing.</summary>
public sealed partial record Transaction
{
    public IEvent[] Request(RequestTopup command) => Status is not null ? [] :
    [
        new TopupRequested(
            command.TransactionId,
            command.TrackingId,
            command.Ledger,
            command.SourceAccountId,
            command.DestinationAccountId,
            command.Amount,
            command.Reference,
            command.Description,
            command.Metadata,
            command.Fingerprint),
    ];

    public IEvent[] Complete(Guid transactionId) => Status switch
    {
        TransactionStatus.Processing => [new TransactionCompleted(transactionId)],
        TransactionStatus.Completed => [],
        _ => throw CannotEnd(transactionId, "completed"),
    };

    public IEvent[] Fail(Guid transactionId, Refusal refusal) => Status switch
    {
        TransactionStatus.Processing => [new TransactionFailed(transactionId, refusal)],
        TransactionStatus.Failed => [],
        _ => throw CannotEnd(transactionId, "failed"),
    };

    InvalidOperationException CannotEnd(Guid transactionId, string end) => new(
        $"Transaction {transactionId} is {Status?.ToString() ?? "unknown"} and cannot become {end}: its saga has lost count.");
}
