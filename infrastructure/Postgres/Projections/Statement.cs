using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>Single statements on a given connection, that may take as long as they take.</summary>
static class Statement
{
    public static async Task<int> Run(
        NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = Of(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<T?> Value<T>(
        NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = Of(connection, sql, parameters);
        return await command.ExecuteScalarAsync(ct) is T value ? value : default;
    }

    public static async Task<List<T>> List<T>(
        NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct,
        params NpgsqlParameter[] parameters)
    {
        await using var command = Of(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    public static async Task<SortedDictionary<int, long>> Pairs(
        NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        var pairs = new SortedDictionary<int, long>();
        foreach (var (key, value) in await List(
            connection, sql, row => (row.GetInt32(0), row.GetInt64(1)), ct, parameters))
            pairs.Add(key, value);
        return pairs;
    }

    static NpgsqlCommand Of(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // Constants, or DDL made of names that the catalog has quoted.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return command;
    }
}
