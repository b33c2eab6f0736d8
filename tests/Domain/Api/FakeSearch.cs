using BillingEngine.Api.Transactions.Search;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Finds what a test has told it to, and takes down what it was asked.</summary>
sealed class FakeSearch : ITransactionSearch
{
    public TransactionPage Page { get; set; } = new([], Next: null);

    public TransactionFilter? Filter { get; private set; }

    public TransactionPosition? After { get; private set; }

    public int Limit { get; private set; }

    public Task<TransactionPage> Find(
        TransactionFilter filter, TransactionPosition? after, int limit, CancellationToken ct)
    {
        (Filter, After, Limit) = (filter, after, limit);
        return Task.FromResult(Page);
    }
}
