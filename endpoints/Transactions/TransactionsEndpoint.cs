using BillingEngine.Messaging.Endpoints;
using BillingEngine.Transactions.Topup;

namespace BillingEngine.Transactions;

/// <summary>The duty of moving money: one saga for each way it moves.</summary>
public static class TransactionsEndpoint
{
    public const string Name = "transactions";

    public static EndpointDefinition Define() => new EndpointDefinition(Name)
        .AddHandler<TransactionHandlers>()
        .AddSaga<TopupSaga>();
}
