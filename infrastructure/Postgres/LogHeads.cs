using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Where the log ends, whoever wrote it.</summary>
public sealed class LogHeads(NpgsqlDataSource database)
{
    const string Select = "select partition, position from partitions where position > 0";

    public async Task<LogPosition> Read(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<PartitionPosition> places = [];
        while (await reader.ReadAsync(ct))
            places.Add(new(reader.GetInt32(0), reader.GetInt64(1)));
        return LogPosition.Of([.. places]);
    }
}
