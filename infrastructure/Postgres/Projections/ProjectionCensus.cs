using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>How far a model is behind the log.</summary>
/// <param name="Events">Events that it has not passed yet.</param>
/// <param name="Age">Age of the oldest of them; zero when there is none.</param>
/// <param name="Stopped">Why it stands still; null: it does not.</param>
public sealed record ModelLag(string Name, int Version, long Events, TimeSpan Age, string? Stopped);

/// <summary>Counts, from any process, how far the models that follow the log have come.</summary>
public sealed class ProjectionCensus(NpgsqlDataSource database)
{
    // The first event beyond a checkpoint is one descent in the log's primary key.
    const string Select = """
        select p.name, p.version, p.stopped_by,
            sum(greatest(l.position - c.position, 0))::bigint,
            extract(epoch from clock_timestamp() - min(e.occurred_at))::float8
        from projections p
        join projection_checkpoints c on c.name = p.name and c.build = 'live'
        join partitions l on l.partition = c.partition
        left join events e on l.position > c.position and e.partition = c.partition and e.position = c.position + 1
        group by p.name, p.version, p.stopped_by
        order by p.name
        """;

    public async Task<IReadOnlyList<ModelLag>> Take(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<ModelLag> lags = [];
        while (await reader.ReadAsync(ct))
            lags.Add(new ModelLag(
                reader.GetString(0),
                reader.GetInt32(1),
                reader.GetInt64(3),
                reader.IsDBNull(4) ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(4))),
                reader.IsDBNull(2) ? null : reader.GetString(2)));
        return lags;
    }
}
