using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Transactions.Payment;
using BillingEngine.Transactions.Refund;
using BillingEngine.Transactions.Topup;
using BillingEngine.Transactions.Transfer;
using BillingEngine.Transactions.Withdrawal;

namespace BillingEngine.Transactions;

/// <summary>The duty of moving money: one saga for each way it moves.</summary>
public static class TransactionsEndpoint
{
    public const string Name = "transactions";

    public static EndpointDefinition Define() => new EndpointDefinition(Name)
        .AddHandler<TransactionHandlers>()
        .AddHandler<RefundedTransactionHandlers>()
        .AddSaga<TopupSaga>(typeof(RequestTopup))
        .AddSaga<WithdrawalSaga>(typeof(RequestWithdrawal))
        .AddSaga<TransferSaga>(typeof(RequestTransfer))
        .AddSaga<PaymentSaga>(typeof(RequestPayment), typeof(CapturePayment), typeof(VoidPayment))
        .AddSaga<RefundSaga>(typeof(RequestRefund));
}
