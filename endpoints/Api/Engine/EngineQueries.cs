using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Engine;

/// <summary>Questions answered by the read models.</summary>
sealed class EngineQueries(AccountQueries accounts, TransactionQueries transactions, CardQueries cards) : IQueries
{
    public Task<AccountSnapshot?> FindAccount(Guid id, CancellationToken ct) => accounts.Find(id, ct);

    public Task<TransactionSnapshot?> FindTransaction(Guid id, CancellationToken ct) => transactions.Find(id, ct);

    public Task<CardSnapshot?> FindCard(Guid id, CancellationToken ct) => cards.Find(id, ct);

    public Task<IReadOnlyList<CardSnapshot>> FindCards(Guid accountId, CancellationToken ct) => cards.OfAccount(accountId, ct);
}
