using Npgsql;

namespace BillingEngine.Integration.Tests.Embedded;

static class Sql
{
    public static async Task<object?> Run(string connectionString, string sql)
    {
        // A copy of a database, or its end, waits for the disk.
        var patient = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false, Timeout = 60, CommandTimeout = 300,
        };
        await using var connection = new NpgsqlConnection(patient.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
