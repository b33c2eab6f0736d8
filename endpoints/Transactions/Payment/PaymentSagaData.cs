using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Payment;

public sealed class PaymentSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    /// <summary>Null before it has begun.</summary>
    public Movement? Movement { get; set; }
}
