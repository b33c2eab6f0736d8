using BillingEngine.Messaging;

namespace BillingEngine.Messages.Transactions;

/// <summary>Requests a transaction. A repeat under one identity changes nothing.</summary>
public interface ITransactionRequest : ICommand, IPartitioned, INameStreams, IConcernMoney
{
    /// <summary>Derived from ledger and idempotency key (<see cref="DeterministicId.Request"/>).</summary>
    Guid TransactionId { get; }

    /// <summary>The caller's idempotency key.</summary>
    string TrackingId { get; }

    string Ledger { get; }

    Guid SourceAccountId { get; }

    Guid DestinationAccountId { get; }

    Money Amount { get; }

    string? Reference { get; }

    string? Description { get; }

    JsonText? Metadata { get; }

    /// <summary>Hash of the request's content; tells a repeat from another use of the key.</summary>
    string Fingerprint { get; }

    Guid IPartitioned.PartitionKey => TransactionId;

    MoneyConcern IConcernMoney.Concern =>
        new(TransactionId, [SourceAccountId, DestinationAccountId], Amount.Amount, Amount.Currency.Value);

    void INameStreams.NameStreams(ICollection<Guid> streams)
    {
        streams.Add(SourceAccountId);
        streams.Add(DestinationAccountId);
    }
}

/// <summary>Requests a top-up: money from an external account to a wallet.</summary>
public sealed record RequestTopup(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint) : ITransactionRequest;

/// <summary>Requests a withdrawal: money from a wallet to an external account.</summary>
public sealed record RequestWithdrawal(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint) : ITransactionRequest;

/// <summary>Requests a transfer: money from one wallet to another.</summary>
public sealed record RequestTransfer(
    Guid TransactionId,
    string TrackingId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    string Fingerprint) : ITransactionRequest;

/// <summary>Requests a payment: money of a wallet is held for a merchant, and captured at once or later.</summary>
/// <param name="ExpiresIn">How long the hold lasts.</param>
/// <param name="CardId">The card of the source account that it is made with; null: without a card.</param>
public sealed record RequestPayment(
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
    CaptureMode Capture,
    TimeSpan ExpiresIn,
    Guid? CardId) : ITransactionRequest;

/// <summary>
/// Requests a refund: what a transaction moved goes back, in part or whole. Source and destination are those of the
/// original, exchanged.
/// </summary>
public sealed record RequestRefund(
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
    Guid OriginalTransactionId) : ITransactionRequest
{
    void INameStreams.NameStreams(ICollection<Guid> streams)
    {
        streams.Add(OriginalTransactionId);
        streams.Add(SourceAccountId);
        streams.Add(DestinationAccountId);
    }
}
