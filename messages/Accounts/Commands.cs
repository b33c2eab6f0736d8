using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

/// <summary>Opens an account. Answered with <see cref="AccountCommandAccepted"/> or <see cref="AccountCommandRefused"/>.</summary>
/// <param name="InitialBalance">Funds the account by a top-up from the ledger's external account; major units, above zero.</param>
public sealed record CreateAccount(
    Guid AccountId,
    string Ledger,
    string OwnerId,
    string OwnerType,
    AccountKind Kind,
    CurrencyCode Currency,
    bool Activate,
    decimal? MinBalance,
    decimal? MaxBalance,
    decimal? CreditLimit,
    int KycLevel,
    decimal? InitialBalance,
    JsonText? Metadata) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}

/// <summary>Activates a pending account. Answered like <see cref="CreateAccount"/>.</summary>
public sealed record ActivateAccount(Guid AccountId, string? Reason) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}

/// <summary>Takes money from an account. Answered with <see cref="DebitAccepted"/> or <see cref="DebitRejected"/>.</summary>
public sealed record DebitAccount(
    Guid AccountId,
    Guid TransactionId,
    string Ledger,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}

/// <summary>Gives money to an account. Answered with <see cref="CreditAccepted"/> or <see cref="CreditRejected"/>.</summary>
public sealed record CreditAccount(
    Guid AccountId,
    Guid TransactionId,
    string Ledger,
    Money Amount,
    Guid CounterpartyAccountId,
    string? Reference) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}

/// <summary>
/// Gives back what a debit of the same transaction took: compensation, so it is not subject to limits or status.
/// Answered with <see cref="DebitReversalConfirmed"/>, also when repeated.
/// </summary>
public sealed record ReverseDebit(Guid AccountId, Guid TransactionId, Money Amount, string Reason) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}

/// <summary>
/// Sees to it that a movement whose command failed never happens later, should that command be retried.
/// Answered with <see cref="MovementCancellation"/>, which says whether the movement had happened before.
/// </summary>
public sealed record CancelMovement(Guid AccountId, Guid TransactionId, MovementPart Part) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => AccountId;
}
