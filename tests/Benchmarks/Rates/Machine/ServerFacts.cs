using Npgsql;

namespace BillingEngine.Benchmarks.Rates.Machine;

/// <summary>The version and the settings of the server that all databases of the run are in.</summary>
static class ServerFacts
{
    const string Select = """
        select name, current_setting(name) from unnest(array[
            'server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_compression', 'wal_sync_method',
            'shared_buffers', 'max_connections', 'max_wal_size', 'checkpoint_timeout', 'commit_delay', 'data_checksums',
            'autovacuum']) as names(name)
        """;

    public static async Task<IReadOnlyList<(string Name, string Value)>> Gather(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> facts = [];
        while (await reader.ReadAsync())
            facts.Add((reader.GetString(0), reader.GetString(1)));
        return facts;
    }
}
