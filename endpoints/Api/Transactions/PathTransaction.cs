using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>The transaction that a path names.</summary>
static class PathTransaction
{
    /// <summary>Null when there is no such transaction: then that has been answered.</summary>
    public static async Task<TransactionSnapshot?> FindOrRefuse(HttpContext context, IQueries queries)
    {
        var pathId = context.PathValue("id");
        var found = Uuid.TryParse(pathId, out var id)
            ? await queries.FindTransaction(id, context.RequestAborted)
            : null;
        if (found is null)
            await context.Answer(Problem.TransactionNotFound(pathId));
        return found;
    }

    /// <summary>What its amounts are measured in, also when that has been taken out of the configuration.</summary>
    public static Currency CurrencyOf(TransactionSnapshot transaction, CurrencyRegistry currencies) =>
        currencies.Find(transaction.Amount.Currency)
        ?? new Currency(transaction.Amount.Currency, transaction.Amount.Amount.Scale);
}
