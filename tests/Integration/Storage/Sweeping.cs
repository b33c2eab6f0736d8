using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Housekeeping;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>Housekeeping at a given time.</summary>
static class Sweeping
{
    /// <returns>False when another process is at it.</returns>
    public static async Task<bool> Sweep(string connectionString, DateTimeOffset now)
    {
        await using var pool = PostgresStorage.OpenDatabase(connectionString);
        await using var housekeeper = new Housekeeper(
            pool,
            TimeSpan.FromDays(7),
            new StandingClock(now),
            new SystemScheduler(TimeProvider.System),
            NullLogger.Instance);
        return await housekeeper.Sweep(CancellationToken.None);
    }

    sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
