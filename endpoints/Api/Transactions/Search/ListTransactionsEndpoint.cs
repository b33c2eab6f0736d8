using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.Api.Transactions.Search;

/// <summary>GET /v1/transactions</summary>
sealed class ListTransactionsEndpoint(ITransactionSearch search, CurrencyRegistry currencies)
{
    const string List = "transactions";

    readonly TransactionJson _form = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/transactions", GetTransactions)
        .Describes("getTransactions", "Transactions", """
            Transactions of a ledger, newest first, of which all filters are true. The list follows the log: what was
            answered a moment ago may not be in it yet. A page may have fewer items than its limit, or none, although
            there are more: only a nextCursor of null says that this is the end. metadata.KEY=VALUE asks for those
            whose metadata has a member KEY with just this value; up to 5 of them.
            """)
        .TakesQuery(LedgerName.Field, "The ledger; main, if left out.")
        .TakesQuery("accountId", "Only with this account as source or destination.", "uuid")
        .TakesQuery("type", "topup, withdrawal, transfer, payment, refund: one or more, with commas.")
        .TakesQuery("status", "processing, authorized, completed, failed, voided, expired: one or more, with commas.")
        .TakesQuery("reference", "Only with this reference.")
        .TakesQuery("currency", "Only amounts of this currency.")
        .TakesQuery("minAmount", "Only amounts from this one on; needs a currency.")
        .TakesQuery("maxAmount", "Only amounts up to this one; needs a currency.")
        .TakesQuery("from", "Only what was requested from this time on.", "date-time")
        .TakesQuery("to", "Only what was requested before this time.", "date-time")
        .TakesQuery("description", "Only with all these words in the description, in upper or lower case.")
        .TakesQuery("q", "Only with all these words in reference, description or values of the metadata.")
        .TakesPage()
        .Reads(TransactionSearch.Model)
        .Answers<TransactionsBody>(200, "A page of transactions.")
        .Refuses(400, 503);

    async Task GetTransactions(HttpContext context)
    {
        var errors = new FieldErrors();
        var page = PageRequest.FromQuery<TransactionPosition>(context.Request, List, errors);
        var filter = new FilterQuery(context.Request, errors, currencies).Read();
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await search.Find(filter, page.After, page.Limit, context.RequestAborted);
        await context.AnswerPage(found.Items, found.Next, List, _form.Write);
    }
}
