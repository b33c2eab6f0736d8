using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Topup;

public sealed class TopupSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    /// <summary>Null before it has begun.</summary>
    public Movement? Movement { get; set; }
}
