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
    /// <summary>No movement yet.</summary>
    Pending,
    Active,

    /// <summary>Takes money, gives none.</summary>
    Suspended,

    /// <summary>No movement until it is unfrozen.</summary>
    Frozen,

    /// <summary>No movement any more.</summary>
    Closed,
}

/// <summary>How well an owner is known ("know your customer"): 0, not identified, to <see cref="Highest"/>.</summary>
public static class KycLevels
{
    public const int Highest = 3;
}

/// <summary>The part a movement has in its transaction. One account sees each part of a transaction at most once.</summary>
[JsonConverter(typeof(CamelCaseNames<MovementPart>))]
public enum MovementPart
{
    Debit,
    Credit,

    /// <summary>The ledger's fee account takes the fee, or gives it back.</summary>
    Fee,

    /// <summary>Money of the source is set aside.</summary>
    Hold,

    /// <summary>An original transaction sets aside what is to be refunded.</summary>
    Refund,
}

/// <summary>Limits of an account, to name those that a change removes.</summary>
[Flags]
[JsonConverter(typeof(CamelCaseNames<AccountLimits>))]
public enum AccountLimits
{
    None = 0,
    MinBalance = 1,
    MaxBalance = 2,
    CreditLimit = 4,
    PerTransactionLimit = 8,
    DailyLimit = 16,
}

[JsonConverter(typeof(CamelCaseNames<CardStatus>))]
public enum CardStatus
{
    /// <summary>Made, not yet good for payments.</summary>
    Issued,
    Active,
    Suspended,

    /// <summary>For ever.</summary>
    Expired,
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
    DateTimeOffset UpdatedAt,
    decimal? PerTransactionLimit = null,
    decimal? DailyLimit = null);

/// <summary>A card as it stands. It has no number: what it is known by in a card network is kept elsewhere.</summary>
public sealed record CardSnapshot(
    Guid CardId,
    Guid AccountId,
    string Ledger,
    CardStatus Status,
    string? Label,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
