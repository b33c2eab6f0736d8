using Npgsql;

namespace BillingEngine.Postgres;

static class Rows
{
    public static async Task<List<TRow>> ReadAll<TRow>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        List<TRow> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }
}
