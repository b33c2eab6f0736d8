using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Withdrawal;

public sealed class WithdrawalSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    /// <summary>Null before it has begun.</summary>
    public Movement? Movement { get; set; }
}
