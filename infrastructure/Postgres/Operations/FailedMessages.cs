using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>Answers questions about the messages that have failed.</summary>
public sealed class FailedMessages(NpgsqlDataSource database)
{
    // A body need not be text; written so, all of its bytes are, and those of ASCII are themselves.
    const string Select = """
        select f.message_id, f.partition, f.endpoint, f.type, f.status, f.outcome, f.fingerprint, f.exception_type,
            f.exception_message, f.attempts, f.failures, f.first_failed_at, f.failed_at, f.conversation_id,
            f.correlation_id, f.transaction_id, f.account_ids, f.amount, f.currency, f.operation_id, f.changed_at,
            f.changed_by, f.reason
        from failed_messages f
        where f.status = any($1)
            and ($2 is null or f.type = $2)
            and ($3 is null or f.endpoint = $3)
            and ($4 is null or f.account_ids @> array[$4])
            and ($5 is null or f.transaction_id = $5)
            and ($6 is null or f.fingerprint = $6)
            and ($7 is null or f.conversation_id = $7)
            and ($8 is null or f.failed_at >= $8)
            and ($9 is null or f.failed_at < $9)
            and ($10 is null
                or position(lower($10) in lower(f.exception_type || ' ' || f.type)) > 0
                or position(lower($10) in lower(f.exception_message)) > 0
                or position(lower($10) in lower(f.headers::text)) > 0
                or position(lower(encode(convert_to($10, 'UTF8'), 'escape')) in lower(encode(f.body, 'escape'))) > 0)
            and ($11 is null or (f.failed_at, f.message_id, f.partition) < ($11, $12, $13))
        order by f.failed_at desc, f.message_id desc, f.partition desc
        limit $14
        """;

    const string SelectOne = """
        select f.message_id, f.partition, f.endpoint, f.type, f.status, f.outcome, f.fingerprint, f.exception_type,
            f.exception_message, f.attempts, f.failures, f.first_failed_at, f.failed_at, f.conversation_id,
            f.correlation_id, f.transaction_id, f.account_ids, f.amount, f.currency, f.operation_id, f.changed_at,
            f.changed_by, f.reason, f.headers::text, f.body, f.exception, b.order_key, b.parked
        from failed_messages f
        left join blocked_keys b on b.message_id = f.message_id and b.partition = f.partition
        where f.message_id = $1 and f.partition = $2
        """;

    const string SelectEdits = """
        select edited_at, edited_by, reason, headers_before::text, body_before, headers_after::text, body_after
        from message_edits where message_id = $1 and partition = $2 order by edit_id
        """;

    const string SelectPlaces = "select partition from failed_messages where message_id = $1 order by partition";

    /// <summary>Those that failed last come first.</summary>
    public async Task<IReadOnlyList<FailureRow>> Find(FailureQuery query, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Texts(query.Statuses));
        command.Parameters.Add(Sql.OptionalText(query.Type));
        command.Parameters.Add(Sql.OptionalText(query.Endpoint));
        command.Parameters.Add(Sql.OptionalId(query.AccountId));
        command.Parameters.Add(Sql.OptionalId(query.TransactionId));
        command.Parameters.Add(Sql.OptionalId(query.GroupId));
        command.Parameters.Add(Sql.OptionalId(query.ConversationId));
        command.Parameters.Add(Sql.OptionalTime(query.From));
        command.Parameters.Add(Sql.OptionalTime(query.To));
        command.Parameters.Add(Sql.OptionalText(query.Text));
        command.Parameters.Add(Sql.OptionalTime(query.After?.FailedAt));
        command.Parameters.Add(Sql.OptionalId(query.After?.Key.MessageId));
        command.Parameters.Add(Sql.Value(query.After?.Key.Partition ?? 0));
        command.Parameters.Add(Sql.Value(query.Limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<FailureRow> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    public async Task<FailureDetail?> Find(FailureKey key, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        foreach (var statement in new[] { SelectEdits, SelectOne })
            Sql.Add(batch, statement, Sql.Value(key.MessageId), Sql.Value(key.Partition));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        List<MessageEdit> edits = [];
        while (await reader.ReadAsync(ct))
            edits.Add(ReadEdit(reader));
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct) ? ReadDetail(reader, edits) : null;
    }

    /// <summary>Where a message has failed: an event may have done so at more than one endpoint.</summary>
    public async Task<IReadOnlyList<FailureKey>> PlacesOf(Guid messageId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectPlaces);
        command.Parameters.Add(Sql.Value(messageId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<FailureKey> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(new(messageId, reader.GetInt32(0)));
        return found;
    }

    static FailureRow Read(NpgsqlDataReader row) => new(
        new(row.GetGuid(0), row.GetInt32(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        Text(row, 5),
        Id(row, 6),
        row.GetString(7),
        row.GetString(8),
        row.GetInt32(9),
        row.GetInt32(10),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        Id(row, 13),
        Text(row, 14),
        Id(row, 15),
        row.GetFieldValue<Guid[]>(16),
        row.IsDBNull(17) ? null : row.GetDecimal(17),
        Text(row, 18),
        Id(row, 19),
        row.IsDBNull(20) ? null : row.GetFieldValue<DateTimeOffset>(20),
        Text(row, 21),
        Text(row, 22));

    static FailureDetail ReadDetail(NpgsqlDataReader row, IReadOnlyList<MessageEdit> edits) => new(
        Read(row),
        row.GetString(23),
        row.GetFieldValue<byte[]>(24),
        row.GetString(25),
        edits,
        row.IsDBNull(26) ? null : new(row.GetGuid(26), row.GetInt32(27)));

    static MessageEdit ReadEdit(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateTimeOffset>(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<byte[]>(4),
        row.GetString(5),
        row.GetFieldValue<byte[]>(6));

    static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
