using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Ownership in the partitions table, liveness in the workers table. All times are the database's.</summary>
sealed class PostgresOwnership(WorkerConnection connection) : IPartitionOwnership
{
    const string InstallEndpoints = """
        insert into partitions (partition, endpoint, slot)
        select (select coalesce(max(partition) + 1, 0) from partitions)
                   + (e.number - 1) * p.count + s.slot, e.endpoint, s.slot
        from (select value::int as count from settings where name = 'partitions_per_endpoint') p,
             unnest($1) with ordinality as e(endpoint, number),
             generate_series(0, p.count - 1) as s(slot)
        """;

    const string SelectMissing = """
        select endpoint from unnest($1) as wanted(endpoint)
        where not exists (select from partitions p where p.endpoint = wanted.endpoint)
        order by endpoint
        """;

    const string Beat = """
        insert into workers (worker_id, endpoints, backend_pid, backend_start, heartbeat_at)
        select $1, $2, pid, backend_start, clock_timestamp() from pg_stat_activity where pid = pg_backend_pid()
        on conflict on constraint workers_pkey do update
        set endpoints = excluded.endpoints, backend_pid = excluded.backend_pid,
            backend_start = excluded.backend_start, heartbeat_at = excluded.heartbeat_at
        """;

    // A worker whose backend is gone is dead at once. One that only fell silent (a stopped process, a cut network) is
    // presumed dead after the lease; should it come back, its epoch has moved on.
    const string Alive = """
        select w.worker_id, w.endpoints from workers w
        join pg_stat_activity a on a.pid = w.backend_pid and coalesce(a.backend_start, w.backend_start) = w.backend_start
        where w.heartbeat_at > clock_timestamp() - interval '10 seconds'
        """;

    const string SelectPartitions = $"""
        select p.partition, p.endpoint, p.slot, p.owner, alive.worker_id is not null, p.epoch
        from partitions p left join ({Alive}) alive on alive.worker_id = p.owner
        order by p.partition
        """;

    const string ClaimPartitions = """
        update partitions p set owner = $1, epoch = p.epoch + 1
        from unnest($2, $3) as seen(partition, epoch)
        where p.partition = seen.partition and p.epoch = seen.epoch
        returning p.partition, p.epoch, p.position
        """;

    const string ReleasePartitions = """
        update partitions p set owner = null, epoch = p.epoch + 1
        from unnest($2, $3) as held(partition, epoch)
        where p.partition = held.partition and p.epoch = held.epoch and p.owner = $1
        """;

    const string RemoveWorker = """
        delete from workers where worker_id = $1 or heartbeat_at < clock_timestamp() - interval '1 day'
        """;

    public Task Install(IReadOnlyCollection<string> endpoints, CancellationToken ct) => connection.Run(
        async open =>
        {
            await using var transaction = await open.BeginTransactionAsync(ct);
            await using var latch = new NpgsqlCommand("lock table partitions in share row exclusive mode", open);
            var missing = await Missing(open, endpoints, ct);
            if (missing.Count > 0)
            {
                await latch.ExecuteNonQueryAsync(ct);
                await using var insert = new NpgsqlCommand(InstallEndpoints, open);
                insert.Parameters.Add(Sql.Texts(await Missing(open, endpoints, ct)));
                await insert.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            return true;
        },
        ct);

    public Task<OwnershipView> Heartbeat(Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct) =>
        connection.Run(
            async open =>
            {
                await using var batch = new NpgsqlBatch(open);
                if (endpoints.Count > 0)
                    Sql.Add(batch, Beat, Sql.Value(worker), Sql.Texts(endpoints));
                Sql.Add(batch, SelectPartitions);
                Sql.Add(batch, Alive);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                return await ReadView(reader, ct);
            },
            ct);

    public Task<IReadOnlyList<PartitionLease>> Claim(Guid worker, IReadOnlyList<PartitionRow> partitions, CancellationToken ct) =>
        connection.Run(
            async Task<IReadOnlyList<PartitionLease>> (open) =>
            {
                await using var command = new NpgsqlCommand(ClaimPartitions, open);
                command.Parameters.Add(Sql.Value(worker));
                command.Parameters.Add(Sql.Ints(partitions.Select(row => row.Partition)));
                command.Parameters.Add(Sql.Longs(partitions.Select(row => row.Epoch)));
                await using var reader = await command.ExecuteReaderAsync(ct);
                List<PartitionLease> claimed = [];
                while (await reader.ReadAsync(ct))
                    claimed.Add(new PartitionLease(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2)));
                return claimed;
            },
            ct);

    public Task Release(Guid worker, IReadOnlyList<PartitionLease> leases, CancellationToken ct) => connection.Run(
        async open =>
        {
            await using var command = new NpgsqlCommand(ReleasePartitions, open);
            command.Parameters.Add(Sql.Value(worker));
            command.Parameters.Add(Sql.Ints(leases.Select(lease => lease.Partition)));
            command.Parameters.Add(Sql.Longs(leases.Select(lease => lease.Epoch)));
            return await command.ExecuteNonQueryAsync(ct);
        },
        ct);

    public Task Leave(Guid worker, CancellationToken ct) => connection.Run(
        async open =>
        {
            await using var command = new NpgsqlCommand(RemoveWorker, open);
            command.Parameters.Add(Sql.Value(worker));
            return await command.ExecuteNonQueryAsync(ct);
        },
        ct);

    static async Task<List<string>> Missing(NpgsqlConnection open, IReadOnlyCollection<string> endpoints, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectMissing, open);
        command.Parameters.Add(Sql.Texts(endpoints));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> missing = [];
        while (await reader.ReadAsync(ct))
            missing.Add(reader.GetString(0));
        return missing;
    }

    static async Task<OwnershipView> ReadView(NpgsqlDataReader reader, CancellationToken ct)
    {
        List<PartitionRow> partitions = [];
        while (await reader.ReadAsync(ct))
            partitions.Add(new PartitionRow(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetBoolean(4),
                reader.GetInt64(5)));
        await reader.NextResultAsync(ct);
        var workers = new Dictionary<string, List<Guid>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            foreach (var endpoint in reader.GetFieldValue<string[]>(1))
            {
                if (!workers.TryGetValue(endpoint, out var ids))
                    workers[endpoint] = ids = [];
                ids.Add(reader.GetGuid(0));
            }
        }

        return new OwnershipView(partitions, workers.ToDictionary(entry => entry.Key, IReadOnlyList<Guid> (entry) => entry.Value));
    }
}
