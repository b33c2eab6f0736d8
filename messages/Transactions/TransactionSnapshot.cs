namespace BillingEngine.Messages.Transactions;

/// <summary>A transaction as it stands at one version of its stream.</summary>
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
    DateTimeOffset? CompletedAt)
{
    /// <summary>Nothing will happen to it any more without a new request.</summary>
    public bool IsFinal => Status is not TransactionStatus.Processing;

    public static TransactionSnapshot From(TopupRequested e, string correlationId, DateTimeOffset at) => new(
        e.TransactionId,
        e.TrackingId,
        e.Ledger,
        TransactionType.Topup,
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
        CompletedAt: null);

    public TransactionSnapshot Completed(DateTimeOffset at) =>
        this with { Status = TransactionStatus.Completed, CompletedAt = at };

    public TransactionSnapshot Failed(Refusal failure, DateTimeOffset at) =>
        this with { Status = TransactionStatus.Failed, Failure = failure, CompletedAt = at };
}
