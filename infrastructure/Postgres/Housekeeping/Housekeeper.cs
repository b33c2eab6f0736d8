using BillingEngine.Messaging.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Postgres.Housekeeping;

/// <summary>
/// Makes the tables of the traces for the days to come, and removes what is old enough: traces, what dead workers had
/// slowed down, and what had failed and was done in the end. Every process with a worker runs it; one of them at a time
/// does anything.
/// </summary>
public sealed partial class Housekeeper(
    NpgsqlDataSource database, TimeSpan retention, TimeProvider clock, IScheduler scheduler, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>Today and the days to come.</summary>
    const int DaysAhead = 4;
    const long LockKey = 0x74_72_61_63_65_73;

    const string TryLock = "select pg_try_advisory_lock($1)";
    const string Unlock = "select pg_advisory_unlock($1)";

    // Whoever waits for a lock on the traces has all commits wait behind it.
    const string GiveUpSoon = "set lock_timeout = '500ms'";

    const string DeleteLimitsOfTheDead = $"""
        delete from rate_limits l where not exists (
            select from ({PostgresOwnership.Alive}) alive where alive.worker_id = l.worker_id
        )
        """;

    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    static readonly TimeSpan IntervalAfterFailure = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource _stop = new();
    Task _loop = Task.CompletedTask;

    /// <summary>Does once what there is to do, and then again and again until disposed.</summary>
    public async Task Start(CancellationToken ct)
    {
        var isDone = await SweepOrLog(ct);
        _loop = scheduler.Run(() => Loop(isDone, _stop.Token));
    }

    /// <returns>False when another process is at it.</returns>
    public async Task<bool> Sweep(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await Ask(connection, TryLock, ct))
            return false;
        try
        {
            await Execute(connection, GiveUpSoon, ct);
            var now = clock.GetUtcNow();
            var tables = new TraceTables(connection);
            await tables.Make(DateOnly.FromDateTime(now.UtcDateTime), DaysAhead, ct);
            await tables.DropBefore(now - retention, ct);
            await Execute(connection, DeleteLimitsOfTheDead, ct);
            await HandledFailures.Remove(connection, now, ct);
            return true;
        }
        finally
        {
            // A session that is lost has no lock any more.
            if (connection.State == System.Data.ConnectionState.Open)
                await Ask(connection, Unlock, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task Loop(bool isDone, CancellationToken ct)
    {
        while (true)
        {
            await scheduler.Delay(isDone ? Interval : IntervalAfterFailure, ct);
            isDone = await SweepOrLog(ct);
        }
    }

    async Task<bool> SweepOrLog(CancellationToken ct)
    {
        try
        {
            await Sweep(ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotDone(logger, IntervalAfterFailure, e);
            return false;
        }
    }

    static async Task<bool> Ask(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(Sql.Value(LockKey));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    static partial class Log
    {
        [LoggerMessage(140, LogLevel.Warning, "Housekeeping was not finished; it is tried again in {wait}")]
        public static partial void NotDone(ILogger logger, TimeSpan wait, Exception exception);
    }
}
