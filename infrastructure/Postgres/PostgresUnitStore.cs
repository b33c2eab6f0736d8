using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// Reads and commits units of work of one worker, on the worker's connection and thread. While a commit has both of its
/// own, reads have another connection.
/// </summary>
sealed class PostgresUnitStore(
    WorkerConnection connection, WorkerConnection beside, IReadOnlyList<IInlineProjection> projections) : IUnitStore
{
    readonly ThreadAside _aside = new("billing commit");

    WorkerConnection Reads => _aside.IsBusy ? beside : connection;

    // The two statements on streams see two snapshots. That is enough: only this worker writes to the streams it asks
    // for, and a stream it does not own is judged by the unique constraint at commit. A mere reader never commits, so
    // its session sees one (OpenReader of the storage).
    const string SelectSnapshots = """
        select s.stream_id, s.version, s.schema, s.state, s.created_at, s.updated_at
        from unnest($1) as wanted(stream_id)
        cross join lateral (
            select * from sound_snapshots where stream_id = wanted.stream_id
            order by version desc limit 1) s
        """;

    const string SelectEvents = $"""
        select e.*
        from unnest($1) as wanted(id)
        left join lateral (
            select version from sound_snapshots where stream_id = wanted.id
            order by version desc limit 1) s on true
        cross join lateral (
            select {EventRow.Columns} from events
            where stream_id = wanted.id and stream_version > coalesce(s.version, 0)
            order by stream_version) e
        """;

    const string SelectSagas = "select saga_id, saga, version, data from sagas where saga_id = any($1)";

    const string SelectStream = $"""
        select {EventRow.Columns}
        from events where stream_id = $1
        order by stream_version
        """;

    const string SelectOnce = $"""
        select {EventRow.Columns}
        from events where stream_id = $1 and once_key = $2
        """;

    public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct) => Task.FromResult(Reads.Run(open =>
    {
        using var batch = new NpgsqlBatch(open);
        List<Action<NpgsqlDataReader, Prefetched>> rows = [];
        Ask(SelectSnapshots, request.Streams, (row, found) => SliceOf(found, row.GetGuid(0)).Snapshot = SnapshotRow.Read(row));
        Ask(SelectEvents, request.Streams, (row, found) => SliceOf(found, row.GetGuid(2)).Events.Add(EventRow.Read(row)));
        Ask(SelectSagas, request.Sagas, (row, found) => found.Sagas[row.GetGuid(0)] = new StoredSaga(
            row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3)));
        if (request.OrderKeys.Count > 0)
            OrderRows.AddSelect(batch, request.OrderKeys, rows);
        Ask(RecordedReplies.Select, request.Requests, (row, found) => found.Requests[row.GetGuid(0)] = RecordedReplies.Read(row));
        return ReadAll(batch, rows);

        void Ask(string sql, HashSet<Guid> ids, Action<NpgsqlDataReader, Prefetched> read)
        {
            if (ids.Count == 0)
                return;
            Sql.Add(batch, sql, Sql.Ids(ids));
            rows.Add(read);
        }
    }));

    public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct) => Task.FromResult(Reads.Run(open =>
    {
        using var command = new NpgsqlCommand(SelectStream, open);
        command.Parameters.Add(Sql.Value(streamId));
        using var reader = command.ExecuteReader();
        var slice = new StreamSlice();
        while (reader.Read())
            slice.Events.Add(EventRow.Read(reader));
        return slice;
    }));

    public Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct) => Task.FromResult(
        Reads.Run(open =>
        {
            using var command = new NpgsqlCommand(SelectOnce, open);
            command.Parameters.Add(Sql.Value(streamId));
            command.Parameters.Add(Sql.Value(onceKey));
            using var reader = command.ExecuteReader();
            return reader.Read() ? EventRow.Read(reader) : null;
        }));

    public Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Commit(changes));
    }

    public Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _aside.Run(() => Commit(changes));
    }

    CommitOutcome Commit(UnitChanges changes)
    {
        try
        {
            using var batch = UnitWriter.Write(connection.Get(), changes, projections);
            return Send(batch, changes);
        }
        catch (Exception e)
        {
            return PostgresFault.BeforeCommit(e);
        }
    }

    /// <summary>An error of a statement rolls back and leaves the connection as it was.</summary>
    CommitOutcome Send(NpgsqlBatch batch, UnitChanges changes)
    {
        try
        {
            batch.ExecuteNonQuery();
            return CommitOutcome.Committed.Instance;
        }
        catch (PostgresException e) when (e.SqlState == PostgresFault.Withdrawn)
        {
            return QueueRows.Withdrawn(batch.Connection!, changes.Consumed);
        }
        catch (Exception e)
        {
            var outcome = PostgresFault.AtCommit(e);
            if (outcome is CommitOutcome.Unknown)
                connection.Drop();
            return outcome;
        }
    }

    // The lost transaction updated its partition rows before anything else, so it holds their locks as long as it
    // lives: once "for update" returns, it has ended, one way or the other, and the row shows which.
    const string EndLostBackend = "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2";

    const string SelectLastUnit = "select epoch, last_unit from partitions where partition = $1 for update";

    public Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct)
    {
        try
        {
            connection.Drop();
            // What is asked next must be asked where the answer to this comes from.
            beside.Drop();
            using var open = connection.OpenAnother();
            using var end = new NpgsqlCommand(EndLostBackend, open);
            end.Parameters.Add(Sql.Value(connection.Backend.ProcessId));
            end.Parameters.Add(Sql.Value(connection.Backend.Start));
            end.ExecuteNonQuery();
            using var select = new NpgsqlCommand(SelectLastUnit, open);
            select.Parameters.Add(Sql.Value(changes.Leases[0].Partition));
            using var reader = select.ExecuteReader();
            reader.Read();
            return Task.FromResult<CommitOutcome>(
                !reader.IsDBNull(1) && reader.GetGuid(1) == changes.UnitId ? CommitOutcome.Committed.Instance
                : reader.GetInt64(0) != changes.Leases[0].Epoch ? CommitOutcome.Fenced.Instance
                : PostgresFault.BeforeCommit(unknown.Cause));
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _aside.DisposeAsync();
        connection.Dispose();
        beside.Dispose();
    }

    static Prefetched ReadAll(NpgsqlBatch batch, List<Action<NpgsqlDataReader, Prefetched>> rows)
    {
        var found = new Prefetched();
        using var reader = batch.ExecuteReader();
        foreach (var read in rows)
        {
            while (reader.Read())
                read(reader, found);
            reader.NextResult();
        }

        return found;
    }

    static StreamSlice SliceOf(Prefetched found, Guid streamId)
    {
        if (!found.Streams.TryGetValue(streamId, out var slice))
            found.Streams[streamId] = slice = new StreamSlice();
        return slice;
    }
}
