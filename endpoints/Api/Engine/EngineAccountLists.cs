using BillingEngine.Api.Accounts;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Lists of accounts and their entries, as the read models have them.</summary>
sealed class EngineAccountLists(NpgsqlDataSource database) : IAccountLists
{
    readonly AccountListQueries _accounts = new(database);
    readonly EntrySpanQueries _entries = new(database);

    public Task<IReadOnlyList<AccountSnapshot>> FindAccounts(AccountListQuery query, CancellationToken ct) =>
        _accounts.Find(query, ct);

    public Task<IReadOnlyList<LedgerEntry>> FindEntries(EntrySpan span, CancellationToken ct) =>
        _entries.Find(span, ct);
}
