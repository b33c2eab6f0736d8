using System.Text.Json.Serialization;
using BillingEngine.Messaging;

namespace BillingEngine.Messages.Transactions;

[JsonConverter(typeof(CamelCaseNames<TransactionType>))]
public enum TransactionType
{
    Topup,
}

[JsonConverter(typeof(CamelCaseNames<TransactionStatus>))]
public enum TransactionStatus
{
    Processing,
    Completed,
    Failed,
}

/// <summary>
/// Requests a top-up: money from an external account to a wallet. A repeat under one identity changes nothing.
/// </summary>
/// <param name="TransactionId">Derived from ledger and idempotency key (<see cref="DeterministicId.Request"/>).</param>
/// <param name="TrackingId">The caller's idempotency key.</param>
/// <param name="Fingerprint">Hash of the request's content; tells a repeat from another use of the key.</param>
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
    string Fingerprint) : ICommand, IPartitioned, INameStreams
{
    Guid IPartitioned.PartitionKey => TransactionId;

    void INameStreams.NameStreams(ICollection<Guid> streams)
    {
        streams.Add(SourceAccountId);
        streams.Add(DestinationAccountId);
    }
}

/// <summary>Answers a request whose identity belongs to something of another kind; nothing was recorded of it.</summary>
public sealed record TransactionRequestRefused(Refusal Refusal) : IMessage;

public sealed record CompleteTransaction(Guid TransactionId) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => TransactionId;
}

public sealed record FailTransaction(Guid TransactionId, Refusal Refusal) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => TransactionId;
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
    string Fingerprint) : IEvent, IPartitioned
{
    Guid IPartitioned.PartitionKey => TransactionId;
}

public sealed record TransactionCompleted(Guid TransactionId) : IEvent;

public sealed record TransactionFailed(Guid TransactionId, Refusal Refusal) : IEvent;
