using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>What units of work are computed from, read on a connection and the thread that asks.</summary>
static class UnitReads
{
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

    public static Prefetched Prefetch(WorkerConnection connection, PrefetchRequest request) => connection.Run(open =>
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
    });

    public static StreamSlice ReadWholeStream(WorkerConnection connection, Guid streamId) => connection.Run(open =>
    {
        using var command = new NpgsqlCommand(SelectStream, open);
        command.Parameters.Add(Sql.Value(streamId));
        using var reader = command.ExecuteReader();
        var slice = new StreamSlice();
        while (reader.Read())
            slice.Events.Add(EventRow.Read(reader));
        return slice;
    });

    public static StoredEvent? FindOnce(WorkerConnection connection, Guid streamId, Guid onceKey) => connection.Run(open =>
    {
        using var command = new NpgsqlCommand(SelectOnce, open);
        command.Parameters.Add(Sql.Value(streamId));
        command.Parameters.Add(Sql.Value(onceKey));
        using var reader = command.ExecuteReader();
        return reader.Read() ? EventRow.Read(reader) : null;
    });

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
