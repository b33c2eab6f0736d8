using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>The sagas that have not ended, what they wait for, and which of them wait in vain.</summary>
public sealed class OpenSagas(NpgsqlDataSource database)
{
    /// <summary>For how long a saga may do nothing without a reason.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    // One pass over the queue and one over what has failed, whatever the number of sagas. A timeout says only that it
    // will be woken: when a message of it has failed, that is what it should not have to wait for. A message behind a
    // failed one of its key is not on its way. Bodies may be of any bytes, so they are not taken for text.
    internal const string Judged = $$"""
        with failed as materialized (
            select f.message_id, f.partition, f.transaction_id::text as correlation,
                {{HeaderText.SagaIdOfFailed}} as saga_id, {{HeaderText.SenderSagaIdOfFailed}} as sender_id
            from failed_messages f where f.status = 'failed'
        ), waiting as materialized (
            select q.kind, q.body, {{HeaderText.SagaId}} as saga_id, {{HeaderText.SenderSagaId}} as sender_id
            from queue q
            where q.kind <> 'parked' or not exists (
                select from blocked_keys b
                join failed on failed.message_id = b.message_id and failed.partition = b.partition
                where b.partition = q.partition and b.order_key = q.order_key)
        ), moving as (
            select saga_id as id from waiting where kind <> 'timeout'
            union select sender_id from waiting where kind <> 'timeout'
            union select (regexp_matches(
                encode(body, 'escape'), '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g'))[1]
            from waiting where kind <> 'timeout'
        ), failing as (
            select saga_id as id from failed union select sender_id from failed union select correlation from failed
        ), judged as (
            select s.*, clock_timestamp() - s.updated_at as age, case
                when s.updated_at > clock_timestamp() - {{Threshold}} then null
                when s.saga_id::text in (select id from moving where id is not null) then null
                when s.correlation in (select id from moving where id is not null) then null
                when s.saga_id::text in (select id from failing where id is not null) then 'failed_message'
                when s.correlation in (select id from failing where id is not null) then 'failed_message'
                when s.saga_id::text in (select saga_id from waiting where kind = 'timeout' and saga_id is not null)
                    then null
                else 'nothing_on_its_way'
            end as stuck_because
            from sagas s
        )
        """;

    const string Threshold = "greatest($1, interval '0')";

    const string SelectPage = $"""
        {Judged}
        select s.saga_id, s.saga, s.correlation, s.partition, p.endpoint, s.version, s.updated_at, s.age, s.data::text,
            s.stuck_because
        from judged s join partitions p on p.partition = s.partition
        where ($2::uuid is null or s.saga_id = $2)
            and ($3::text is null or s.saga = $3)
            and ($4::text is null or s.correlation = $4)
            and (not $5 or s.stuck_because is not null)
            and s.updated_at <= clock_timestamp() - $6
            and ($7::timestamptz is null or (s.updated_at, s.saga_id) > ($7, $8))
        order by s.updated_at, s.saga_id limit $9
        """;

    const string SelectWaiting = $"""
        select {WaitingMessages.Columns}, wanted.saga_id
        from queue q
        cross join lateral (select {HeaderText.SagaId} union select {HeaderText.SenderSagaId}) named(id)
        join unnest($1) as wanted(saga_id) on wanted.saga_id = named.id
        join partitions p on p.partition = q.partition
        order by q.due_at, q.sequence limit {MostOfEach}
        """;

    const string SelectFailed = $"""
        select f.message_id, f.partition, f.type, f.endpoint, f.status, f.exception_message, f.failed_at,
            f.conversation_id, wanted.saga_id
        from failed_messages f
        cross join lateral (
            select distinct wanted.saga_id
            from unnest($1, $2) as wanted(saga_id, correlation)
            where wanted.correlation = f.transaction_id::text
                or wanted.saga_id = any(array[{HeaderText.SagaIdOfFailed}, {HeaderText.SenderSagaIdOfFailed}])
        ) wanted
        where f.status in ('failed', 'retrying')
        order by f.failed_at desc, f.message_id limit {MostOfEach}
        """;

    const string MostOfEach = "1000";

    /// <summary>The one that was touched longest ago comes first.</summary>
    public async Task<IReadOnlyList<OpenSaga>> Find(
        SagaQuery query, (DateTimeOffset UpdatedAt, Guid SagaId)? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectPage);
        command.Parameters.Add(Sql.Value(query.OlderThan > TimeSpan.Zero ? query.OlderThan : Patience));
        command.Parameters.Add(Sql.OptionalId(query.SagaId));
        command.Parameters.Add(Sql.OptionalText(query.Saga));
        command.Parameters.Add(Sql.OptionalText(query.Correlation));
        command.Parameters.Add(Sql.Value(query.IsStuck));
        command.Parameters.Add(Sql.Value(query.OlderThan));
        command.Parameters.Add(Sql.OptionalTime(after?.UpdatedAt));
        command.Parameters.Add(Sql.Value(after?.SagaId ?? Guid.Empty));
        command.Parameters.Add(Sql.Value(limit));
        List<OpenSaga> found = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                found.Add(Read(reader));
        }

        return found.Count == 0 ? found : await WithWhatTheyWaitFor(found, ct);
    }

    async Task<IReadOnlyList<OpenSaga>> WithWhatTheyWaitFor(List<OpenSaga> sagas, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        var ids = sagas.Select(saga => saga.SagaId.ToString()).ToList();
        Sql.Add(batch, SelectWaiting, Sql.Texts(ids));
        Sql.Add(batch, SelectFailed, Sql.Texts(ids), Sql.Texts(sagas.Select(saga => saga.Correlation)));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var waiting = new List<(string SagaId, WaitingMessage Message)>();
        while (await reader.ReadAsync(ct))
            waiting.Add((reader.GetString(10), WaitingMessages.Read(reader)));
        await reader.NextResultAsync(ct);
        var failed = new List<(string SagaId, SagaFailure Failure)>();
        while (await reader.ReadAsync(ct))
            failed.Add((reader.GetString(8), ReadFailure(reader)));
        var waitingOf = waiting.ToLookup(entry => entry.SagaId, entry => entry.Message);
        var failuresOf = failed.ToLookup(entry => entry.SagaId, entry => entry.Failure);
        return
        [
            .. sagas.Select(saga => saga with
            {
                Waiting = [.. waitingOf[saga.SagaId.ToString()]],
                Failures = [.. failuresOf[saga.SagaId.ToString()]],
            }),
        ];
    }

    static OpenSaga Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetInt32(3),
        reader.GetString(4),
        reader.GetInt32(5),
        reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetTimeSpan(7),
        reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetString(9));

    static SagaFailure ReadFailure(NpgsqlDataReader reader) => new(
        new FailureKey(reader.GetGuid(0), reader.GetInt32(1)),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5),
        reader.GetFieldValue<DateTimeOffset>(6))
    {
        ConversationId = reader.IsDBNull(7) ? null : reader.GetGuid(7),
    };
}
