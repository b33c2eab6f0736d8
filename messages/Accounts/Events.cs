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
    JsonText? Metadata,
    string? Actor = null) : IEvent;

public sealed record AccountActivated(Guid AccountId, string? Reason, string? Actor = null) : IEvent;

public sealed record AccountSuspended(Guid AccountId, string Reason, string? Actor) : IEvent;

public sealed record AccountReactivated(Guid AccountId, string Reason, string? Actor) : IEvent;

public sealed record AccountFrozen(Guid AccountId, string Reason, string? Actor) : IEvent;

/// <param name="Status">What the account was before it was frozen, and is again.</param>
public sealed record AccountUnfrozen(Guid AccountId, AccountStatus Status, string Reason, string? Actor) : IEvent;

public sealed record AccountClosed(Guid AccountId, string Reason, string? Actor) : IEvent;

/// <summary>All limits as they are from now on; null where there is none.</summary>
public sealed record AccountLimitsChanged(
    Guid AccountId,
    decimal? MinBalance,
    decimal? MaxBalance,
    decimal? CreditLimit,
    decimal? PerTransactionLimit,
    decimal? DailyLimit,
    int KycLevel,
    string? Reason,
    string? Actor) : IEvent;

/// <param name="Amount">Set aside, with the fee.</param>
/// <param name="HeldAfter">Major units: all that is held now.</param>
/// <param name="Fee">Part of the amount; major units.</param>
/// <param name="FeeRule">How the fee was computed, and is again when only a part is captured.</param>
public sealed record AccountHoldPlaced(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal HeldAfter,
    Guid CounterpartyAccountId,
    string? Reference,
    DateTimeOffset? ExpiresAt = null,
    decimal? Fee = null,
    FeeRule? FeeRule = null,
    Guid? CardId = null) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: false);
}

public sealed record AccountHoldReleased(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal HeldAfter,
    string Reason) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: true);
}

public sealed record AccountHoldExpired(Guid AccountId, Guid TransactionId, Money Amount, decimal HeldAfter)
    : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: true);
}

/// <param name="Amount">With the fee, if there is one.</param>
/// <param name="BalanceAfter">Major units, signed: the balance that this debit left.</param>
/// <param name="HeldAfter">
/// Major units, where the debit captured the hold of its transaction: what is held now. What it did not take is
/// released.
/// </param>
/// <param name="Fee">Part of the amount that is a fee.</param>
/// <param name="Part">Null: the debit itself.</param>
public sealed record AccountDebited(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    Guid CounterpartyAccountId,
    string? Reference,
    decimal? HeldAfter = null,
    ChargedFee? Fee = null,
    MovementPart? Part = null,
    bool? IsReturn = null) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, Part ?? MovementPart.Debit, isReversal: false);
}

/// <param name="BalanceAfter">Major units, signed: the balance that this credit left.</param>
/// <param name="Part">Null: the credit itself.</param>
public sealed record AccountCredited(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    Guid CounterpartyAccountId,
    string? Reference,
    MovementPart? Part = null) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, Part ?? MovementPart.Credit, isReversal: false);
}

/// <param name="SpentOn">The day (UTC) whose spending the debit had counted towards.</param>
/// <param name="Part">The part that was reversed; null: the debit itself.</param>
public sealed record AccountDebitReversed(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    string Reason,
    MovementPart? Part = null,
    DateOnly? SpentOn = null) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, Part ?? MovementPart.Debit, isReversal: true);
}

/// <param name="Part">The part that was reversed.</param>
public sealed record AccountCreditReversed(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    decimal BalanceAfter,
    string Reason,
    MovementPart Part) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => MovementKey.Of(TransactionId, Part, isReversal: true);
}

public sealed record AccountMovementCancelled(Guid AccountId, Guid TransactionId, MovementPart Part) : IEvent;
