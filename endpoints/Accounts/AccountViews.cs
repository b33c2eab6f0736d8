using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>Accounts and cards as they are told to others.</summary>
public static class AccountViews
{
    /// <summary>Null as long as there is no account: its stream may have begun before it.</summary>
    public static AccountSnapshot? ToSnapshotIfCreated(this Versioned<Account> account) =>
        account.State.Exists ? account.ToSnapshot() : null;

    public static AccountSnapshot ToSnapshot(this Versioned<Account> account) => new(
        account.StreamId,
        account.State.Ledger,
        account.State.OwnerId,
        account.State.OwnerType,
        account.State.Kind,
        account.State.Currency,
        account.State.Status,
        account.State.Balance,
        account.State.Held,
        account.State.Available,
        account.State.MinBalance,
        account.State.MaxBalance,
        account.State.CreditLimit,
        account.State.KycLevel,
        account.State.Metadata,
        account.Version,
        account.CreatedAt,
        account.UpdatedAt,
        account.State.PerTransactionLimit,
        account.State.DailyLimit);

    public static CardSnapshot ToSnapshot(this Versioned<Account> account, Guid cardId)
    {
        var card = account.State.Cards[cardId];
        return new(
            cardId,
            account.StreamId,
            account.State.Ledger,
            card.Status,
            card.Label,
            card.ExpiresAt,
            card.CreatedAt,
            card.UpdatedAt);
    }
}
