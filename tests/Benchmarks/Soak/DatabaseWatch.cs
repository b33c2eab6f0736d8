using Npgsql;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>Asks the database how large it is and what it has done.</summary>
sealed class DatabaseWatch(NpgsqlDataSource database)
{
    const string SelectTables = """
        select coalesce(i.inhparent, s.relid)::regclass::text, sum(pg_table_size(s.relid))::bigint,
            sum(pg_indexes_size(s.relid))::bigint, sum(n_live_tup)::bigint, sum(n_dead_tup)::bigint,
            sum(n_tup_upd)::bigint, sum(n_tup_hot_upd)::bigint, sum(autovacuum_count)::bigint,
            sum(autoanalyze_count)::bigint
        from pg_stat_user_tables s left join pg_inherits i on i.inhrelid = s.relid
        group by 1 order by 1
        """;

    const string SelectIndexes = """
        select coalesce(i.inhparent, s.indexrelid)::regclass::text, sum(pg_relation_size(s.indexrelid))::bigint
        from pg_stat_user_indexes s left join pg_inherits i on i.inhrelid = s.indexrelid
        group by 1 order by 1
        """;

    const string SelectWal = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

    const string SelectCheckpoints = "select checkpoints_timed + checkpoints_req from pg_stat_bgwriter";

    const string SelectCheckpointsFrom17 = "select num_timed + num_requested from pg_stat_checkpointer";

    public async Task<DatabaseState> Look()
    {
        await using var connection = await database.OpenConnectionAsync();
        var checkpoints = connection.PostgreSqlVersion.Major < 17 ? SelectCheckpoints : SelectCheckpointsFrom17;
        var tables = await Read(connection, SelectTables, row => (row.GetString(0), TableOf(row)));
        var indexes = await Read(connection, SelectIndexes, row => (row.GetString(0), row.GetInt64(1)));
        return new DatabaseState(
            (await Read(connection, SelectWal, row => row.GetInt64(0)))[0],
            (await Read(connection, checkpoints, row => row.GetInt64(0)))[0],
            tables.ToDictionary(table => table.Item1, table => table.Item2),
            indexes.ToDictionary(index => index.Item1, index => index.Item2));
    }

    /// <summary>The process that the others of the server descend from; null when it is not of this machine.</summary>
    public async Task<int?> ServerProcess()
    {
        await using var connection = await database.OpenConnectionAsync();
        return ServerMemory.IsServer(connection.ProcessID) ? ServerMemory.ParentOf(connection.ProcessID) : null;
    }

    static TableState TableOf(NpgsqlDataReader row) => new(
        row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
        row.GetInt64(7), row.GetInt64(8));

    static async Task<List<T>> Read<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(map(reader));
        return rows;
    }
}
