using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

public sealed record AccountCreated(
    Guid AccountId,
    string Ledger,
    string OwnerId,
    string OwnerType,
    AccountKind Kind,
    CurrencyCode Currency,
    decimal? MinBalance,
    decimal? MaxBalance,
    decimal? CreditLimit,
    int KycLevel,
    JsonText? Metadata) : IEvent;

public sealed record AccountActivated(Guid AccountId, string? Reason) : IEvent;

/// <param name="BalanceAfter">Major units, signed: the balance that this debit left.</param>
public sealed record AccountDebited(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    Guid CounterpartyAccountId,
    string? Reference) : IEvent;

/// <param name="BalanceAfter">Major units, signed: the balance that this credit left.</param>
public sealed record AccountCredited(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    Guid CounterpartyAccountId,
    string? Reference) : IEvent;

public sealed record AccountDebitReversed(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    string Reason) : IEvent;

public sealed record AccountMovementCancelled(Guid AccountId, Guid TransactionId, MovementPart Part) : IEvent;
