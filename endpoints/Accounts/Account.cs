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

    static string IEventSourced<Account>.SnapshotSchema => "account.3";

    public string Ledger { get; init; } = "";

    public string OwnerId { get; init; } = "";

    public string OwnerType { get; init; } = "";

    public AccountKind Kind { get; init; }

    public CurrencyCode Currency { get; init; }

    public AccountStatus Status { get; init; }

    /// <summary>What it was before it was frozen.</summary>
    public AccountStatus StatusBeforeFreeze { get; init; }

    /// <summary>Major units, signed.</summary>
    public decimal Balance { get; init; }

    /// <summary>The sum of <see cref="Holds"/>.</summary>
    public decimal Held { get; init; }

    public decimal? MinBalance { get; init; }

    public decimal? MaxBalance { get; init; }

    public decimal? CreditLimit { get; init; }

    public decimal? PerTransactionLimit { get; init; }

    public decimal? DailyLimit { get; init; }

    public int KycLevel { get; init; }

    public JsonText? Metadata { get; init; }

    /// <summary>The last day (UTC) on which something was spent, and how much: what is held counts.</summary>
    public DailySpending Spending { get; init; }

    /// <summary>Money set aside, by transaction.</summary>
    public ImmutableDictionary<Guid, Hold> Holds { get; init; } = ImmutableDictionary<Guid, Hold>.Empty;

    public ImmutableDictionary<Guid, Card> Cards { get; init; } = ImmutableDictionary<Guid, Card>.Empty;

    /// <summary>Movements that were called off before they happened, and must not happen any more.</summary>
    public ImmutableHashSet<CancelledMovement> Cancelled { get; init; } = [];

    [JsonIgnore]
    public decimal Available => Balance - Held;

    /// <summary>The lowest balance that a debit may leave; null when there is none, as for the world outside.</summary>
    [JsonIgnore]
    public decimal? Floor => FloorOf(Kind, MinBalance, CreditLimit);

    static decimal? FloorOf(AccountKind kind, decimal? minBalance, decimal? creditLimit) =>
        kind == AccountKind.External ? minBalance : (minBalance ?? 0m) - (creditLimit ?? 0m);

    static bool IEventSourced<Account>.Opens(Messaging.IEvent first) =>
        first is AccountCreated or AccountMovementCancelled;

    public Account Evolve(Messaging.IEvent e, DateTimeOffset at) => e switch
    {
        AccountCreated created => Created(created),
        AccountActivated or AccountReactivated => this with { Status = AccountStatus.Active },
        AccountSuspended => this with { Status = AccountStatus.Suspended },
        AccountFrozen => this with { Status = AccountStatus.Frozen, StatusBeforeFreeze = Status },
        AccountUnfrozen unfrozen => this with { Status = unfrozen.Status },
        AccountClosed => this with { Status = AccountStatus.Closed },
        AccountLimitsChanged changed => this with
        {
            MinBalance = changed.MinBalance,
            MaxBalance = changed.MaxBalance,
            CreditLimit = changed.CreditLimit,
            PerTransactionLimit = changed.PerTransactionLimit,
            DailyLimit = changed.DailyLimit,
            KycLevel = changed.KycLevel,
        },
        AccountHoldPlaced placed => HoldPlaced(placed, at),
        AccountHoldReleased released => HoldEnded(released.TransactionId),
        AccountHoldExpired expired => HoldEnded(expired.TransactionId),
        AccountDebited { HeldAfter: not null } captured => HoldCaptured(captured),
        AccountDebited debited => this with
        {
            Balance = Balance - debited.Amount.Amount,
            Spending = debited.IsReturn is true ? Spending : Spending.Plus(debited.Amount.Amount, DayOf(at)),
        },
        AccountCredited credited => this with { Balance = Balance + credited.Amount.Amount },
        AccountDebitReversed reversed => this with
        {
            Balance = Balance + reversed.Amount.Amount,
            Spending = Spending.Minus(reversed.Amount.Amount, reversed.SpentOn),
        },
        AccountCreditReversed reversed => this with { Balance = Balance - reversed.Amount.Amount },
        AccountMovementCancelled cancelled => this with
        {
            Cancelled = Cancelled.Add(new CancelledMovement(cancelled.TransactionId, cancelled.Part)),
        },
        _ => EvolveCards(e, at),
    };

    Account EvolveCards(Messaging.IEvent e, DateTimeOffset at) => e switch
    {
        CardIssued issued => WithCard(
            issued.CardId, new Card(CardStatus.Issued, issued.Label, issued.ExpiresAt, at, at)),
        CardActivated activated => WithCard(activated.CardId, CardStatus.Active, at),
        CardSuspended suspended => WithCard(suspended.CardId, CardStatus.Suspended, at),
        CardExpired expired => WithCard(expired.CardId, CardStatus.Expired, at),
        _ => throw new UnreachableException(
            $"An account's stream holds a {e.GetType().Name}; skipping it could lose money."),
    };

    Account Created(AccountCreated created) => this with
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
    };

    Account HoldPlaced(AccountHoldPlaced placed, DateTimeOffset at) => this with
    {
        Held = Held + placed.Amount.Amount,
        Spending = Spending.Plus(placed.Amount.Amount, DayOf(at)),
        Holds = Holds.Add(
            placed.TransactionId,
            new Hold(placed.Amount.Amount, placed.Fee ?? 0m, placed.FeeRule, placed.ExpiresAt, DayOf(at))),
    };

    Account HoldEnded(Guid transactionId)
    {
        var hold = Holds[transactionId];
        return this with
        {
            Held = Held - hold.Amount,
            Spending = Spending.Minus(hold.Amount, hold.PlacedOn),
            Holds = Holds.Remove(transactionId),
        };
    }

    /// <summary>What was not taken has not been spent either.</summary>
    Account HoldCaptured(AccountDebited captured)
    {
        var hold = Holds[captured.TransactionId];
        return this with
        {
            Balance = Balance - captured.Amount.Amount,
            Held = Held - hold.Amount,
            Spending = Spending.Minus(hold.Amount - captured.Amount.Amount, hold.PlacedOn),
            Holds = Holds.Remove(captured.TransactionId),
        };
    }

    Account WithCard(Guid cardId, CardStatus status, DateTimeOffset at) =>
        WithCard(cardId, Cards[cardId] with { Status = status, UpdatedAt = at });

    Account WithCard(Guid cardId, Card card) => this with { Cards = Cards.SetItem(cardId, card) };

    static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Account))]
sealed partial class AccountJson : JsonSerializerContext;
