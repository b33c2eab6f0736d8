using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>The account of a ledger and currency that stands for the world outside.</summary>
static class ExternalAccount
{
    public static CreateAccount Opening(Guid accountId, string ledger, CurrencyCode currency) => new(
        accountId,
        ledger,
        OwnerId: ledger,
        OwnerType: "ledger",
        AccountKind.External,
        currency,
        Activate: true,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        KycLevel: 0,
        InitialBalance: null,
        Metadata: null);
}

/// <summary>The top-up that gives a new account its initial balance; its identity follows from the account's.</summary>
static class InitialFunding
{
    public static RequestTopup Of(CreateAccount account, decimal amount) => new(
        DeterministicId.InitialFunding(account.Ledger, account.AccountId),
        TrackingId: $"initial-balance:{account.AccountId}",
        account.Ledger,
        DeterministicId.ExternalAccount(account.Ledger, account.Currency),
        account.AccountId,
        new Money(amount, account.Currency),
        Reference: null,
        Description: "Initial balance",
        Metadata: null,
        Fingerprint: "initial-balance");
}

static class AccountViews
{
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
        account.UpdatedAt);
}
