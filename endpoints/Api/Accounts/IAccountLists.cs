using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>Lists of accounts, and of what one of them consists of.</summary>
interface IAccountLists
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<AccountSnapshot>> FindAccounts(AccountListQuery query, CancellationToken ct);

    /// <summary>Entries that made versions after one and up to another, oldest first.</summary>
    Task<IReadOnlyList<LedgerEntry>> FindEntries(EntrySpan span, CancellationToken ct);
}
