using BillingEngine.Accounts;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.Transactions;

namespace BillingEngine.Host.Seed;

/// <summary>Fills an empty database by plan: makes the next unit while the one before is being committed.</summary>
static class Seeder
{
    const int StepsPerUnit = 2_000;

    /// <param name="progress">Told how many steps are stored.</param>
    public static async Task Run(IStorage storage, SeedPlan plan, Action<int> progress, CancellationToken ct)
    {
        var random = new SystemRandomSource();
        await using var claim = await SeedClaim.Take(
            storage, random.NextId(), [AccountsEndpoint.Name, TransactionsEndpoint.Name], ct);
        using var unit = new SeedUnit(
            new MessageTypes(Composition.Modules),
            new PartitionMap(claim.Partitions),
            claim.Leases,
            new EngineOptions().SnapshotEvery);
        var books = new SeedBooks(unit);
        books.Open(LedgerAccount.Opening(plan.External, SeedPlan.Ledger, plan.Currency.Code)!, plan.From);
        var committing = Task.CompletedTask;
        try
        {
            for (var step = 0; step < plan.Steps;)
            {
                var first = step;
                for (; step < plan.Steps && step < first + StepsPerUnit; step++)
                    Take(step, plan, books, random);
                var changes = unit.Take();
                await committing;
                progress(first);
                committing = Task.Run(() => claim.Commit(changes, ct), ct);
            }
        }
        finally
        {
            await committing;
        }

        progress(plan.Steps);
    }

    static void Take(int step, SeedPlan plan, SeedBooks books, SystemRandomSource random)
    {
        var at = plan.TimeOf(step);
        if (step < plan.Accounts)
            books.Open(plan.Account(step), at);
        if (step < plan.Transactions)
            books.Carry(
                plan.Request(step, random.NextFraction(), random.NextFraction(), random.NextFraction()), at);
    }
}
