using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

/// <summary>
/// Takes money from an account. Answered with <see cref="MovementAccepted"/> or <see cref="MovementRejected"/>, as are
/// all
/// orders to move money or set it aside.
/// </summary>
/// <param name="IsReturn">It gives back what came in before, so limits on spending do not apply.</param>
public sealed record DebitAccount(
    Guid AccountId,
    Guid TransactionId,
    string Ledger,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference,
    MovementPart Part = MovementPart.Debit,
    bool IsReturn = false) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence => new(AccountId, MovementKey.Of(TransactionId, Part, isReversal: false));

    Evidence? ILeaveEvidence.End => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>Gives money to an account.</summary>
public sealed record CreditAccount(
    Guid AccountId,
    Guid TransactionId,
    string Ledger,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference,
    MovementPart Part = MovementPart.Credit) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence => new(AccountId, MovementKey.Of(TransactionId, Part, isReversal: false));

    Evidence? ILeaveEvidence.End => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>
/// Sets money of an account aside for a transaction: the amount, and on top the fee that the tariff has for an account
/// of
/// its kind. What is held counts as spent, and is not available.
/// </summary>
/// <param name="ExpiresAt">From then on it cannot be captured; null: it lasts until it is captured or released.</param>
/// <param name="CardId">Card of the account that the payment was made with; it must be active.</param>
public sealed record PlaceHold(
    Guid AccountId,
    Guid TransactionId,
    string Ledger,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference,
    DateTimeOffset? ExpiresAt = null,
    FeeTariff? Fees = null,
    Guid? CardId = null) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence =>
        new(AccountId, MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: false));

    Evidence? ILeaveEvidence.End => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>
/// Takes what a hold set aside, or a part of it, with the fee for what is taken; the rest is released.
/// </summary>
/// <param name="Amount">Without the fee; at most what the hold was placed for.</param>
public sealed record CaptureHold(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence =>
        new(AccountId, MovementKey.Of(TransactionId, MovementPart.Debit, isReversal: false));

    Evidence? ILeaveEvidence.End => new(TransactionId, MovementKey.EndOf(TransactionId));
}

/// <summary>Gives a hold up. Answered with <see cref="MovementUndone"/>, also when there is none any more.</summary>
public sealed record ReleaseHold(Guid AccountId, Guid TransactionId, string Reason) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId]);

    Evidence ILeaveEvidence.Evidence =>
        new(AccountId, MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: true));
}

/// <summary>Gives a hold up because its time is over. Answered like <see cref="ReleaseHold"/>.</summary>
public sealed record ExpireHold(Guid AccountId, Guid TransactionId) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId]);

    Evidence ILeaveEvidence.Evidence =>
        new(AccountId, MovementKey.Of(TransactionId, MovementPart.Hold, isReversal: true));
}

/// <summary>
/// Gives back what a debit of the same transaction took: compensation, so it is not subject to limits or status.
/// Answered with <see cref="MovementUndone"/>, also when repeated.
/// </summary>
/// <param name="SpentOn">The day (UTC) whose spending the debit counted towards.</param>
public sealed record ReverseDebit(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    string Reason,
    MovementPart Part = MovementPart.Debit,
    DateOnly? SpentOn = null) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence => new(AccountId, MovementKey.Of(TransactionId, Part, isReversal: true));
}

/// <summary>
/// Takes back what a credit of the same transaction gave. Compensation, like <see cref="ReverseDebit"/>.
/// </summary>
public sealed record ReverseCredit(
    Guid AccountId,
    Guid TransactionId,
    Money Amount,
    string Reason,
    MovementPart Part) : IAccountCommand, ILeaveEvidence
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId], Amount.Amount, Amount.Currency.Value);

    Evidence ILeaveEvidence.Evidence => new(AccountId, MovementKey.Of(TransactionId, Part, isReversal: true));
}

/// <summary>
/// Sees to it that a movement whose command failed or was never answered does not happen later. Answered with
/// <see cref="MovementCancellation"/>, which says whether the movement had happened before.
/// </summary>
public sealed record CancelMovement(Guid AccountId, Guid TransactionId, MovementPart Part) : IAccountCommand
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, [AccountId]);
}
