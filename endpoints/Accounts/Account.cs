using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>A wallet's state: the fold of its events.</summary>
public sealed partial record Account : IEventSourced<Account>
{
    public static Account Initial { get; } = new();

    static JsonTypeInfo<Account> IEventSourced<Account>.SnapshotJson => AccountJson.Default.Account;

    static string IEventSourced<Account>.SnapshotSchema => "account.2";

    public string Ledger { get; init; } = "";

    public string OwnerId { get; init; } = "";

    public string OwnerType { get; init; } = "";

    public AccountKind Kind { get; init; }

    public CurrencyCode Currency { get; init; }

    public AccountStatus Status { get; init; }

    /// <summary>Major units, signed.</summary>
    public decimal Balance { get; init; }

    public decimal Held { get; init; }

    public decimal? MinBalance { get; init; }

    public decimal? MaxBalance { get; init; }

    public decimal? CreditLimit { get; init; }

    public int KycLevel { get; init; }

    public JsonText? Metadata { get; init; }

    /// <summary>Movements that were called off before they happened, and must not happen any more.</summary>
    public ImmutableHashSet<CancelledMovement> Cancelled { get; init; } = [];

    [JsonIgnore]
    public decimal Available => Balance - Held;

    /// <summary>The lowest balance that a debit may leave; null when there is none, as for the world outside.</summary>
    [JsonIgnore]
    public decimal? Floor => Kind == AccountKind.External ? MinBalance : (MinBalance ?? 0m) - (CreditLimit ?? 0m);

    static bool IEventSourced<Account>.Opens(Messaging.IEvent first) =>
        first is AccountCreated or AccountMovementCancelled;

    public Account Evolve(Messaging.IEvent e) => e switch
    {
        AccountCreated created => this with
        {
            Ledger = created.Ledger,
            OwnerId = created.OwnerId,
            OwnerType = created.OwnerType,
            Kind = created.Kind,
            Currency = created.Currency,
            Status = AccountStatus.Pending,
            MinBalance = created.MinBalance,
            MaxBalance = created.MaxBalance,
            CreditLimit = created.CreditLimit,
            KycLevel = created.KycLevel,
            Metadata = created.Metadata,
        },
        AccountActivated => this with { Status = AccountStatus.Active },
        AccountDebited debited => this with { Balance = Balance - debited.Amount.Amount },
        AccountCredited credited => this with { Balance = Balance + credited.Amount.Amount },
        AccountDebitReversed reversed => this with { Balance = Balance + reversed.Amount.Amount },
        AccountMovementCancelled cancelled => this with
        {
            Cancelled = Cancelled.Add(new CancelledMovement(cancelled.TransactionId, cancelled.Part)),
        },
        _ => throw new UnreachableException($"An account's stream holds a {e.GetType().Name}; skipping it could lose money."),
    };
}

public readonly record struct CancelledMovement(Guid TransactionId, MovementPart Part);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Account))]
sealed partial class AccountJson : JsonSerializerContext;
