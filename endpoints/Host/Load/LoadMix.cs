namespace BillingEngine.Host.Load;

/// <summary>What the operations of a run are.</summary>
enum LoadMix
{
    Topup,
    Transfer,
    Payment,

    /// <summary>
    /// A third each of top-ups, transfers and payments, where every tenth payment is a refund of an earlier one.
    /// </summary>
    Mixed,
}

enum OperationKind
{
    Topup,
    Transfer,
    Payment,
    Refund,
}
