using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Questions answered by the read models.</summary>
sealed class EngineQueries(NpgsqlDataSource database) : IQueries
{
    readonly AccountQueries _accounts = new(database);
    readonly TransactionQueries _transactions = new(database);
    readonly EntryQueries _entries = new(database);
    readonly CardQueries _cards = new(database);

    public Task<AccountSnapshot?> FindAccount(Guid id, CancellationToken ct) => _accounts.Find(id, ct);

    public Task<TransactionSnapshot?> FindTransaction(Guid id, CancellationToken ct) => _transactions.Find(id, ct);

    public Task<IReadOnlyList<LedgerEntry>> FindEntries(EntryQuery query, CancellationToken ct) =>
        _entries.Find(query, ct);

    public Task<CardSnapshot?> FindCard(Guid id, CancellationToken ct) => _cards.Find(id, ct);

    public Task<IReadOnlyList<CardSnapshot>> FindCards(Guid accountId, CancellationToken ct) =>
        _cards.OfAccount(accountId, ct);
}
