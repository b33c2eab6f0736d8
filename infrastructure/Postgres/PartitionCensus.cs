using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>How many partitions there are, and how many have an owner that is alive.</summary>
public sealed class PartitionCensus(NpgsqlDataSource database)
{
    const string Select = $"""
        select count(*), count(alive.worker_id)
        from partitions p left join ({PostgresOwnership.Alive}) alive on alive.worker_id = p.owner
        """;

    public async Task<(long All, long Owned)> Take(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
