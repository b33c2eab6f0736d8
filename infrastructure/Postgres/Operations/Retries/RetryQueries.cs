using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Answers questions about retries.</summary>
public sealed class RetryQueries(NpgsqlDataSource database)
{
    const string SelectOperations = """
        select o.operation_id, o.selection::text, o.status, o.note, o.ramp, o.stage, o.rate_per_second, o.stop_at_share,
            o.total, o.created_at, o.created_by, o.reason, o.changed_at, o.changed_by,
            c.waiting, c.sent, c.done, c.already_done, c.failed, c.skipped
        from retry_operations o
        cross join lateral (
            select count(*) filter (where state = 'waiting')::int as waiting,
                count(*) filter (where state = 'sent')::int as sent,
                count(*) filter (where state = 'done')::int as done,
                count(*) filter (where state = 'already_done')::int as already_done,
                count(*) filter (where state = 'failed')::int as failed,
                count(*) filter (where state = 'skipped')::int as skipped
            from retry_items i where i.operation_id = o.operation_id) c
        """;

    const string SelectOne = SelectOperations + " where o.operation_id = $1";

    const string SelectNewest = SelectOperations + """

        where $1::timestamptz is null or o.created_at < $1 or (o.created_at = $1 and o.operation_id > $2)
        order by o.created_at desc, o.operation_id limit $3
        """;

    const string SelectItems = """
        select ordinal, message_id, partition, type, source, state, sent_at, ended_at
        from retry_items where operation_id = $1 and ordinal > $2 and ($3::text is null or state = $3)
        order by ordinal limit $4
        """;

    const string SelectFailureStatus = "select status from failed_messages where message_id = $1 and partition = $2";

    public async Task<RetryOperation?> Find(Guid operationId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectOne);
        command.Parameters.Add(Sql.Value(operationId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadOperation(reader) : null;
    }

    /// <summary>Newest first.</summary>
    /// <param name="after">Where the page before has ended.</param>
    public async Task<IReadOnlyList<RetryOperation>> FindNewest(
        (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectNewest);
        command.Parameters.Add(Sql.OptionalTime(after?.At));
        command.Parameters.Add(Sql.OptionalId(after?.Id));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RetryOperation> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(ReadOperation(reader));
        return found;
    }

    /// <summary>In the order in which they are sent.</summary>
    public async Task<IReadOnlyList<RetryItem>> FindItems(
        Guid operationId, int after, string? state, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectItems);
        command.Parameters.Add(Sql.Value(operationId));
        command.Parameters.Add(Sql.Value(after));
        command.Parameters.Add(Sql.OptionalText(state));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RetryItem> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(ReadItem(reader));
        return found;
    }

    /// <summary>How a message stands that has failed at some time; null when it has not.</summary>
    public async Task<string?> StatusOf(FailureKey message, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectFailureStatus);
        command.Parameters.Add(Sql.Value(message.MessageId));
        command.Parameters.Add(Sql.Value(message.Partition));
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    static RetryOperation ReadOperation(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.GetFieldValue<int[]>(4),
        row.GetInt32(5),
        row.GetInt32(6),
        row.GetDecimal(7),
        row.GetInt32(8),
        row.GetFieldValue<DateTimeOffset>(9),
        row.GetString(10),
        row.IsDBNull(11) ? null : row.GetString(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetString(13),
        new RetryCounts(
            row.GetInt32(14),
            row.GetInt32(15),
            row.GetInt32(16),
            row.GetInt32(17),
            row.GetInt32(18),
            row.GetInt32(19)));

    static RetryItem ReadItem(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        new FailureKey(row.GetGuid(1), row.GetInt32(2)),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));
}
