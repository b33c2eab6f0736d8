using Npgsql;

namespace BillingEngine.Benchmarks.Workers;

/// <summary>What was done so far, or in between.</summary>
/// <param name="Transactions">Of the database, those that only read among them.</param>
/// <param name="Messages">Those that went from one process to another, through the queue.</param>
/// <param name="Processor">Time of all processes of the engine.</param>
sealed record Work(long Transactions, long Messages, long WalBytes, TimeSpan Processor)
{
    // What sessions have done is counted about once a second, and at most so late.
    static readonly TimeSpan UntilCounted = TimeSpan.FromSeconds(2);

    const string Select = """
        select d.xact_commit, t.n_tup_ins, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint
        from pg_stat_database d, pg_stat_user_tables t
        where d.datname = current_database() and t.relname = 'queue'
        """;

    public static async Task<Work> Done(NpgsqlDataSource source, SpreadProcesses processes, CancellationToken ct)
    {
        await Task.Delay(UntilCounted, ct);
        await using var command = source.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Work(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), processes.ProcessorTime);
    }

    public Work Since(Work earlier) => new(
        Transactions - earlier.Transactions,
        Messages - earlier.Messages,
        WalBytes - earlier.WalBytes,
        Processor - earlier.Processor);
}
