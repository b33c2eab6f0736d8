using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// The statements of a unit of work. The fence is the first: a worker that was replaced learns that, and not that some
/// row is in its way. What shows a conflict comes before the events, and these before the read models. Sent as one
/// batch without a transaction around it, which makes it one: its end is the commit.
/// </summary>
static class UnitWriter
{
    // Under READ COMMITTED the update waits for a concurrent claim to end and then sees its epoch: fewer rows, fenced.
    const string Fence = $"""
        with fenced as (
            update partitions p set position = unit.position_after, last_unit = $5
            from unnest($1, $2, $3, $4) as unit(partition, epoch, position_before, position_after)
            where p.partition = unit.partition and p.epoch = unit.epoch and p.position = unit.position_before
            returning 1
        )
        select expect_rows(count(*), cardinality($1), '{PostgresFault.Fenced}') from fenced
        """;

    const string ExpectNone = $"""
        select expect_rows(
            (select count(*) from requests where request_id = any($1))
            + (select count(*) from events where stream_id = any($2))
            + (select count(*) from sagas where saga_id = any($3)), 0, '{PostgresFault.NotNew}')
        """;

    // One that an operator has moved is not taken: then fewer rows go than were handled, and the unit is of no use.
    const string Take = $"""
        with taken as (
            delete from queue q using unnest($1, $2) as handled(sequence, due_at)
            where q.sequence = handled.sequence and q.due_at = handled.due_at
            returning 1
        )
        select expect_rows(count(*), cardinality($1), '{PostgresFault.Withdrawn}') from taken
        """;

    const string InsertSagas = """
        insert into sagas (saga_id, saga, correlation, partition, version, data, updated_at)
        select saga_id, saga, correlation, partition, 1, data, clock_timestamp()
        from unnest($1, $2, $3, $4, $5) as new(saga_id, saga, correlation, partition, data)
        """;

    const string UpdateSagas = $"""
        with changed as (
            update sagas s set version = s.version + 1, data = new.data, updated_at = clock_timestamp()
            from unnest($1, $2, $3) as new(saga_id, version, data)
            where s.saga_id = new.saga_id and s.version = new.version
            returning 1
        )
        select expect_rows(count(*), cardinality($1), '{PostgresFault.SagaChanged}') from changed
        """;

    const string DeleteSagas = $"""
        with gone as (
            delete from sagas s using unnest($1, $2) as ended(saga_id, version)
            where s.saga_id = ended.saga_id and s.version = ended.version
            returning 1
        )
        select expect_rows(count(*), cardinality($1), '{PostgresFault.SagaChanged}') from gone
        """;

    const string InsertRequests = """
        insert into requests (request_id, fingerprint, message_id, reply_type, reply, replied_at)
        values ($1, $2, $3, $4, $5, $6)
        """;

    // What is there already was taken of another event, and is therefore never used. It may stay.
    const string InsertSnapshot = """
        insert into snapshots (stream_id, version, schema, state, checksum, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint snapshots_pkey do nothing
        """;

    /// <summary>Nothing is sent yet.</summary>
    public static NpgsqlBatch Write(
        NpgsqlConnection connection, UnitChanges changes, IReadOnlyList<IInlineProjection> projections)
    {
        var batch = new NpgsqlBatch(connection);
        AddFence(batch, changes);
        AddAbsent(batch, changes.Absent);
        AddSagas(batch, changes.Sagas);
        AddTake(batch, changes.Consumed);
        OrderRows.AddBlocks(batch, changes.Order);
        QueueRows.AddInsert(batch, changes.Outgoing);
        OrderRows.AddReleases(batch, changes.Order);
        foreach (var reply in changes.Replies)
            AddRequest(batch, reply);
        EventRow.AddInsert(batch, changes.Events);
        foreach (var snapshot in changes.Snapshots)
            AddSnapshot(batch, snapshot);
        FailureRows.Add(batch, changes);
        TraceRows.AddInsert(batch, changes.Traces);
        if (changes.Events.Count > 0)
        {
            foreach (var projection in projections)
                projection.Project(changes.Events, batch);
        }

        return batch;
    }

    static void AddTake(NpgsqlBatch batch, IReadOnlyList<Receipt> consumed)
    {
        if (consumed.Count == 0)
            return;
        Sql.Add(
            batch,
            Take,
            Sql.Longs(consumed.Select(receipt => receipt.Sequence)),
            Sql.Times(consumed.Select(receipt => (DateTimeOffset?)receipt.DueAt)));
    }

    static void AddAbsent(NpgsqlBatch batch, Absent absent)
    {
        if (!absent.IsEmpty)
            Sql.Add(batch, ExpectNone, Sql.Ids(absent.Requests), Sql.Ids(absent.Streams), Sql.Ids(absent.Sagas));
    }

    static void AddFence(NpgsqlBatch batch, UnitChanges changes)
    {
        var after = changes.Leases.ToDictionary(lease => lease.Partition, lease => lease.Position);
        foreach (var (stored, _) in changes.Events)
            after[stored.Partition] = stored.Position;
        Sql.Add(
            batch,
            Fence,
            Sql.Ints(changes.Leases.Select(lease => lease.Partition)),
            Sql.Longs(changes.Leases.Select(lease => lease.Epoch)),
            Sql.Longs(changes.Leases.Select(lease => lease.Position)),
            Sql.Longs(changes.Leases.Select(lease => after[lease.Partition])),
            Sql.Value(changes.UnitId));
    }

    static void AddSagas(NpgsqlBatch batch, IReadOnlyList<SagaWrite> sagas)
    {
        var started = sagas.Where(saga => saga.ExpectedVersion == 0).ToList();
        var changed = sagas.Where(saga => saga is { ExpectedVersion: > 0, Data: not null }).ToList();
        var ended = sagas.Where(saga => saga.Data is null).ToList();
        if (started.Count > 0)
            Sql.Add(
                batch,
                InsertSagas,
                Sql.Ids(started.Select(saga => saga.SagaId)),
                Sql.Texts(started.Select(saga => saga.Saga)),
                Sql.Texts(started.Select(saga => saga.Correlation)),
                Sql.Ints(started.Select(saga => saga.Partition)),
                Sql.Jsonbs(started.Select(saga => saga.Data!.Value)));
        if (changed.Count > 0)
            Sql.Add(
                batch,
                UpdateSagas,
                Sql.Ids(changed.Select(saga => saga.SagaId)),
                Sql.Ints(changed.Select(saga => saga.ExpectedVersion)),
                Sql.Jsonbs(changed.Select(saga => saga.Data!.Value)));
        if (ended.Count > 0)
            Sql.Add(
                batch,
                DeleteSagas,
                Sql.Ids(ended.Select(saga => saga.SagaId)),
                Sql.Ints(ended.Select(saga => saga.ExpectedVersion)));
    }

    static void AddRequest(NpgsqlBatch batch, RecordedReply reply) => Sql.Add(
        batch,
        InsertRequests,
        Sql.Value(reply.RequestId),
        Sql.Value(reply.Fingerprint),
        Sql.Value(reply.MessageId),
        Sql.Value(reply.Type),
        Sql.Bytes(reply.Body),
        Sql.Value(reply.At));

    static void AddSnapshot(NpgsqlBatch batch, StreamSnapshot snapshot) => Sql.Add(
        batch,
        InsertSnapshot,
        Sql.Value(snapshot.StreamId),
        Sql.Value(snapshot.Version),
        Sql.Value(snapshot.Schema),
        Sql.Bytes(snapshot.State),
        Sql.Value(SnapshotChecksum.Of(snapshot)),
        Sql.Value(snapshot.CreatedAt),
        Sql.Value(snapshot.UpdatedAt));
}
