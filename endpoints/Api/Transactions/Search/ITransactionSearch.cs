using BillingEngine.ReadModels.Search;

namespace BillingEngine.Api.Transactions.Search;

/// <summary>Lists of transactions.</summary>
interface ITransactionSearch
{
    /// <summary>Newest first. A page may have fewer than it has room for, and still another one behind it.</summary>
    /// <param name="after">Where the page before ended; null: the first page.</param>
    Task<TransactionPage> Find(
        TransactionFilter filter, TransactionPosition? after, int limit, CancellationToken ct);
}

/// <summary>Lists that the read model answers.</summary>
sealed class ModelledSearch(TransactionSearch search) : ITransactionSearch
{
    public Task<TransactionPage> Find(
        TransactionFilter filter, TransactionPosition? after, int limit, CancellationToken ct) =>
        search.Find(filter, after, limit, ct);
}
