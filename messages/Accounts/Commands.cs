using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

/// <summary>An order to one account.</summary>
public interface IAccountCommand : ICommand, IPartitioned, IConcernMoney
{
    Guid AccountId { get; }

    Guid IPartitioned.PartitionKey => AccountId;

    MoneyConcern IConcernMoney.Concern => new(TransactionId: null, [AccountId]);
}

/// <summary>
/// Opens an account. Answered with <see cref="AccountCommandAccepted"/> or <see cref="AccountCommandRefused"/>.
/// </summary>
/// <param name="InitialBalance">Funds the account by a top-up from the ledger's external account; major units, above
/// zero.</param>
/// <param name="Actor">Who wants it, as far as is known.</param>
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
    JsonText? Metadata,
    string? Actor = null) : IAccountCommand
{
    MoneyConcern IConcernMoney.Concern => InitialBalance is null
        ? new(TransactionId: null, [AccountId])
        : new(TransactionId: null, [AccountId], InitialBalance, Currency.Value);
}

/// <summary>
/// Activates a pending account. Answered like <see cref="CreateAccount"/>, as are all changes of its status.
/// </summary>
public sealed record ActivateAccount(Guid AccountId, string? Reason, string? Actor = null) : IAccountCommand;

/// <summary>From active to suspended: the account takes money and gives none.</summary>
public sealed record SuspendAccount(Guid AccountId, string Reason, string? Actor = null) : IAccountCommand;

/// <summary>From suspended to active.</summary>
public sealed record ReactivateAccount(Guid AccountId, string Reason, string? Actor = null) : IAccountCommand;

/// <summary>From active or suspended to frozen: no money moves.</summary>
public sealed record FreezeAccount(Guid AccountId, string Reason, string? Actor = null) : IAccountCommand;

/// <summary>From frozen to what the account was before.</summary>
public sealed record UnfreezeAccount(Guid AccountId, string Reason, string? Actor = null) : IAccountCommand;

/// <summary>Ends an account that holds nothing.</summary>
public sealed record CloseAccount(Guid AccountId, string Reason, string? Actor = null) : IAccountCommand;

/// <summary>
/// Sets some limits, removes others, and leaves the rest. Amounts in major units; null: not to be set.
/// </summary>
public sealed record ChangeAccountLimits(
    Guid AccountId,
    decimal? MinBalance,
    decimal? MaxBalance,
    decimal? CreditLimit,
    decimal? PerTransactionLimit,
    decimal? DailyLimit,
    int? KycLevel,
    AccountLimits Removed,
    string? Reason,
    string? Actor = null) : IAccountCommand;
