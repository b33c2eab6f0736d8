using System.Text.Json.Serialization;

namespace BillingEngine.Messages.Accounts;

[JsonConverter(typeof(CamelCaseNames<AccountKind>))]
public enum AccountKind
{
    User,
    Merchant,
    Business,

    /// <summary>Stands for the world outside; may go below zero, so that a ledger's balances sum to zero.</summary>
    External,
    Fee,
    System,
}

[JsonConverter(typeof(CamelCaseNames<AccountStatus>))]
public enum AccountStatus
{
    Pending,
    Active,
    Suspended,
    Frozen,
    Closed,
}

/// <summary>The part a movement has in its transaction. One account sees each part of a transaction at most once.</summary>
[JsonConverter(typeof(CamelCaseNames<MovementPart>))]
public enum MovementPart
{
    Debit,
    Credit,
}

/// <summary>An account as it stands at one version. Amounts in major units of <see cref="Currency"/>.</summary>
public sealed record AccountSnapshot(
    Guid AccountId,
    string Ledger,
    string OwnerId,
    string OwnerType,
    AccountKind Kind,
    CurrencyCode Currency,
    AccountStatus Status,
    decimal Balance,
    decimal Held,
    decimal Available,
    decimal? MinBalance,
    decimal? MaxBalance,
    decimal? CreditLimit,
    int KycLevel,
    JsonText? Metadata,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
