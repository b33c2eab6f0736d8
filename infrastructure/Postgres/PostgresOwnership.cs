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
    internal const string Alive = """
        select w.worker_id, w.endpoints from workers w
        join pg_stat_activity a on a.pid = w.backend_pid and coalesce(a.backend_start, w.backend_start) = w.backend_start
        where w.heartbeat_at > clock_timestamp() - interval '10 seconds'
        """;

    const string SelectPartitions = $"""
        select p.partition, p.endpoint, p.slot, p.owner, alive.worker_id is not null, p.epoch
        from partitions p left join ({Alive}) alive on alive.worker_id = p.owner
        order by p.partition
        """;

    // An owner that froze within a transaction holds the locks of its partitions; its session is ended before the claim
    // would wait for them. Only sessions of owners past their lease: this sees the same rows as the plan did, or newer ones.
    const string EndSilentOwners = """
        select pg_terminate_backend(a.pid) from workers w
        join pg_stat_activity a on a.pid = w.backend_pid and a.backend_start = w.backend_start
        where w.worker_id = any($1) and w.heartbeat_at <= clock_timestamp() - interval '10 seconds'
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

    public Task Install(IReadOnlyCollection<string> endpoints, CancellationToken ct) => Task.FromResult(connection.Run(open =>
        {
            using var transaction = open.BeginTransaction();
            using var latch = new NpgsqlCommand("lock table partitions in share row exclusive mode", open);
            var missing = Missing(open, endpoints);
            if (missing.Count > 0)
            {
                latch.ExecuteNonQuery();
                using var insert = new NpgsqlCommand(InstallEndpoints, open);
                insert.Parameters.Add(Sql.Texts(Missing(open, endpoints)));
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        }));

    public Task<OwnershipView> Heartbeat(Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct) =>
        Task.FromResult(connection.Run(open =>
            {
                using var batch = new NpgsqlBatch(open);
                if (endpoints.Count > 0)
                    Sql.Add(batch, Beat, Sql.Value(worker), Sql.Texts(endpoints));
                Sql.Add(batch, SelectPartitions);
                Sql.Add(batch, Alive);
                using var reader = batch.ExecuteReader();
                return ReadView(reader);
            }));

    public Task<IReadOnlyList<PartitionLease>> Claim(Guid worker, IReadOnlyList<PartitionRow> partitions, CancellationToken ct) =>
        Task.FromResult(connection.Run(
            IReadOnlyList<PartitionLease> (open) =>
            {
                using var end = new NpgsqlCommand(EndSilentOwners, open);
                end.Parameters.Add(Sql.Ids(partitions.Select(row => row.Owner).OfType<Guid>().Where(owner => owner != worker)));
                end.ExecuteNonQuery();
                using var command = new NpgsqlCommand(ClaimPartitions, open);
                command.Parameters.Add(Sql.Value(worker));
                command.Parameters.Add(Sql.Ints(partitions.Select(row => row.Partition)));
                command.Parameters.Add(Sql.Longs(partitions.Select(row => row.Epoch)));
                using var reader = command.ExecuteReader();
                List<PartitionLease> claimed = [];
                while (reader.Read())
                    claimed.Add(new PartitionLease(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2)));
                return claimed;
            }));

    public Task Release(Guid worker, IReadOnlyList<PartitionLease> leases, CancellationToken ct) => Task.FromResult(connection.Run(open =>
        {
            using var command = new NpgsqlCommand(ReleasePartitions, open);
            command.Parameters.Add(Sql.Value(worker));
            command.Parameters.Add(Sql.Ints(leases.Select(lease => lease.Partition)));
            command.Parameters.Add(Sql.Longs(leases.Select(lease => lease.Epoch)));
            return command.ExecuteNonQuery();
        }));

    public Task Leave(Guid worker, CancellationToken ct) => Task.FromResult(connection.Run(open =>
        {
            using var command = new NpgsqlCommand(RemoveWorker, open);
            command.Parameters.Add(Sql.Value(worker));
            return command.ExecuteNonQuery();
        }));

    static List<string> Missing(NpgsqlConnection open, IReadOnlyCollection<string> endpoints)
    {
        using var command = new NpgsqlCommand(SelectMissing, open);
        command.Parameters.Add(Sql.Texts(endpoints));
        using var reader = command.ExecuteReader();
        List<string> missing = [];
        while (reader.Read())
            missing.Add(reader.GetString(0));
        return missing;
    }

    static OwnershipView ReadView(NpgsqlDataReader reader)
    {
        List<PartitionRow> partitions = [];
        while (reader.Read())
            partitions.Add(new PartitionRow(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetBoolean(4),
                reader.GetInt64(5)));
        reader.NextResult();
        var workers = new Dictionary<string, List<Guid>>(StringComparer.Ordinal);
        while (reader.Read())
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
