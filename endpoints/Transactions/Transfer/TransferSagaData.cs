using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Transfer;

public sealed class TransferSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    /// <summary>Null before it has begun.</summary>
    public Movement? Movement { get; set; }
}
