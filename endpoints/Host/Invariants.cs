using BillingEngine.Postgres.Verification;

namespace BillingEngine.Host;

/// <summary>What must hold in the database at every moment, whatever crashed, was retried or ran twice.</summary>
static class Invariants
{
    public static IReadOnlyList<Invariant> All { get; } = [];
}
