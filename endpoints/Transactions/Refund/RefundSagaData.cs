using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Refund;

public sealed class RefundSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    /// <summary>Null before it has begun.</summary>
    public Movement? Movement { get; set; }
}
