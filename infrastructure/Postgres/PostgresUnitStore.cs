using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Reads and commits units of work of one worker, on the worker's connection.</summary>
sealed class PostgresUnitStore(
    NpgsqlDataSource database, WorkerConnection connection, IReadOnlyList<IInlineProjection> projections) : IUnitStore
{
    // The two statements on streams see two snapshots. That is enough: only this worker writes to the streams it asks for,
    // and a stream it does not own is read again, in vain, by the unique constraint at commit.
    const string SelectSnapshots = """
        select stream_id, version, schema, state, created_at, updated_at
        from snapshots where stream_id = any($1)
        """;

    const string SelectEvents = """
        select e.partition, e.position, e.stream_id, e.stream_version, e.type, e.data, e.metadata, e.occurred_at
        from unnest($1) as wanted(stream_id)
        left join snapshots s on s.stream_id = wanted.stream_id
        join events e on e.stream_id = wanted.stream_id and e.stream_version > coalesce(s.version, 0)
        order by e.stream_id, e.stream_version
        """;

    const string SelectSagas = "select saga_id, saga, version, data from sagas where saga_id = any($1)";

    const string SelectStream = """
        select partition, position, stream_id, stream_version, type, data, metadata, occurred_at
        from events where stream_id = $1
        order by stream_version
        """;

    public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct) => connection.Run(
        async open =>
        {
            await using var batch = new NpgsqlBatch(open);
            Sql.Add(batch, SelectSnapshots, Sql.Ids(request.Streams));
            Sql.Add(batch, SelectEvents, Sql.Ids(request.Streams));
            Sql.Add(batch, SelectSagas, Sql.Ids(request.Sagas));
            Sql.Add(batch, RecordedReplies.Select, Sql.Ids(request.Requests));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            return await ReadAll(reader, ct);
        },
        ct);

    public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct) => connection.Run(
        async open =>
        {
            await using var command = new NpgsqlCommand(SelectStream, open);
            command.Parameters.Add(Sql.Value(streamId));
            await using var reader = await command.ExecuteReaderAsync(ct);
            var slice = new StreamSlice();
            while (await reader.ReadAsync(ct))
                slice.Events.Add(EventRow.Read(reader));
            return slice;
        },
        ct);

    public async Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct)
    {
        var isCommitting = false;
        try
        {
            var open = await connection.Get(ct);
            // Whatever ends this early, also a cancelled token, rolls back and leaves the connection as it was: the
            // worker counts as dead without it.
            await using var transaction = await open.BeginTransactionAsync(ct);
            if (!await UnitWriter.Write(open, changes, projections, ct))
                return CommitOutcome.Fenced.Instance;
            await EventRow.Copy(open, changes.Events, ct);
            isCommitting = true;
            await transaction.CommitAsync(CancellationToken.None);
            return CommitOutcome.Committed.Instance;
        }
        catch (Exception e) when (isCommitting)
        {
            await connection.Drop();
            return PostgresFault.AtCommit(e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return PostgresFault.BeforeCommit(e);
        }
    }

    // The lost transaction updated its partition rows before its commit was sent, so it holds their locks as long as it
    // lives: once "for update" returns, it has ended, one way or the other, and the row shows which.
    const string EndSession = """
        select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2
        """;

    const string SelectLastUnit = "select epoch, last_unit from partitions where partition = $1 for update";

    public async Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct)
    {
        try
        {
            await connection.Drop();
            await using var open = await database.OpenConnectionAsync(ct);
            await using var end = new NpgsqlCommand(EndSession, open);
            end.Parameters.Add(Sql.Value(connection.Session.ProcessId));
            end.Parameters.Add(Sql.Value(connection.Session.Start));
            await end.ExecuteNonQueryAsync(ct);
            await using var select = new NpgsqlCommand(SelectLastUnit, open);
            select.Parameters.Add(Sql.Value(changes.Leases[0].Partition));
            await using var reader = await select.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return reader.GetInt64(0) != changes.Leases[0].Epoch ? CommitOutcome.Fenced.Instance
                : !reader.IsDBNull(1) && reader.GetGuid(1) == changes.UnitId ? CommitOutcome.Committed.Instance
                : new CommitOutcome.RolledBack(unknown.Cause);
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    static async Task<Prefetched> ReadAll(NpgsqlDataReader reader, CancellationToken ct)
    {
        var found = new Prefetched();
        while (await reader.ReadAsync(ct))
            SliceOf(found, reader.GetGuid(0)).Snapshot = SnapshotRow.Read(reader);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var stored = EventRow.Read(reader);
            SliceOf(found, stored.StreamId).Events.Add(stored);
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Sagas[reader.GetGuid(0)] = new StoredSaga(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3));
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Requests[reader.GetGuid(0)] = RecordedReplies.Read(reader);
        return found;
    }

    static StreamSlice SliceOf(Prefetched found, Guid streamId)
    {
        if (!found.Streams.TryGetValue(streamId, out var slice))
            found.Streams[streamId] = slice = new StreamSlice();
        return slice;
    }
}
