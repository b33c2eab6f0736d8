using BillingEngine.Postgres.Verification;
using BillingEngine.ReadModels.Invariants;

namespace BillingEngine.ReadModels;

/// <summary>
/// What must hold of the money. The ledger entries are held against the events themselves, and everything else against
/// the entries. True at rest and beside a running engine.
/// </summary>
public static class MoneyInvariants
{
    public static IReadOnlyList<Invariant> All { get; } =
        [.. BalanceInvariants.All, .. HoldInvariants.All, .. TransactionInvariants.All, .. WorkInvariants.All];
}
