using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Accounts;

/// <summary>The accounts that a ledger has for itself in each currency: the world outside, and its fees.</summary>
public static class LedgerAccount
{
    /// <summary>Null when the id is not that of such an account.</summary>
    public static CreateAccount? Opening(Guid accountId, string ledger, CurrencyCode currency) =>
        accountId == DeterministicId.ExternalAccount(ledger, currency)
            ? Of(AccountKind.External, accountId, ledger, currency)
        : accountId == DeterministicId.FeeAccount(ledger, currency)
            ? Of(AccountKind.Fee, accountId, ledger, currency)
        : null;

    static CreateAccount Of(AccountKind kind, Guid accountId, string ledger, CurrencyCode currency) => new(
        accountId,
        ledger,
        OwnerId: ledger,
        OwnerType: "ledger",
        kind,
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
