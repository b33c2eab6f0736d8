using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

static class Rows
{
    public static async Task<long> Count(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<int> Execute(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of each row, as text.</summary>
    public static async Task<List<string>> Texts(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync())
            texts.Add(reader.GetString(0));
        return texts;
    }
}
