using Npgsql;

namespace BillingEngine.Benchmarks.Rates.Peers;

/// <summary>A database of a peer's own, in the cluster of the engine: the same server with the same settings.</summary>
static class PeerDatabase
{
    /// <returns>Its connection string.</returns>
    public static async Task<string> Create(string cluster, string name)
    {
        await Execute(cluster, $"create database {name} template template0");
        return new NpgsqlConnectionStringBuilder(cluster) { Database = name }.ConnectionString;
    }

    public static async Task Execute(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
#pragma warning disable CA2100 // Only texts of the benchmark's own.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
