using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Retries as operators start, see and change them.</summary>
public sealed class RetryStore(NpgsqlDataSource database)
{
    public const int MaxItems = 100_000;

    const string InsertOperation = """
        insert into retry_operations (operation_id, selection, status, ramp, rate_per_second, stop_at_share, total,
            created_by, reason, changed_by)
        values ($1, $2, 'running', $3, $4, $5, 0, $6, $7, $6)
        """;

    const string InsertNamed = """
        insert into retry_items (operation_id, ordinal, message_id, partition, type, source)
        select $1, row_number() over (order by wanted.ordinal), f.message_id, f.partition, f.type, f.status
        from unnest($2, $3) with ordinality as wanted(message_id, partition, ordinal)
        join failed_messages f on f.message_id = wanted.message_id and f.partition = wanted.partition
        where f.status in ('failed', 'resolved')
        """;

    const string InsertFailed = """
        insert into retry_items (operation_id, ordinal, message_id, partition, type)
        select $1, row_number() over (order by failed_at, message_id, partition), message_id, partition, type
        from failed_messages
        where status = 'failed'
            and ($2::uuid is null or fingerprint = $2)
            and ($3::text is null or type = $3)
            and ($4::text is null or endpoint = $4)
            and ($5::uuid is null or account_ids @> array[$5])
            and ($6::uuid is null or transaction_id = $6)
            and ($7::timestamptz is null or failed_at >= $7)
            and ($8::timestamptz is null or failed_at < $8)
        limit $9
        """;

    // One that has failed is retried; to send it twice would be to handle it twice.
    const string InsertTraced = """
        insert into retry_items (operation_id, ordinal, message_id, partition, type, source, headers, body)
        select $1, 1, $2, $3, $4, 'trace', $5, $6
        where not exists (
            select from failed_messages where message_id = $2 and partition = $3 and status <> 'resolved')
        """;

    const string UpdateTotal = "update retry_operations set total = $2 where operation_id = $1";

    public async Task<RetryCreation> Create(NewRetry retry, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        Sql.Add(
            batch,
            InsertOperation,
            Sql.Value(retry.OperationId),
            Sql.Jsonb(retry.SelectionText),
            Sql.Ints(retry.Ramp),
            Sql.Value(retry.RatePerSecond),
            Sql.Value(retry.StopAtShare),
            Sql.Value(retry.Actor),
            Sql.OptionalText(retry.Reason));
        var items = AddItems(batch, retry);
        new OperatorAction(retry.Actor, "retry.start", retry.OperationId.ToString(), retry.Reason).AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        if (items.RecordsAffected is 0 or > MaxItems)
            return items.RecordsAffected == 0 ? RetryCreation.Empty : RetryCreation.TooMany;
        await using var total = new NpgsqlCommand(UpdateTotal, connection);
        total.Parameters.Add(Sql.Value(retry.OperationId));
        total.Parameters.Add(Sql.Value((int)items.RecordsAffected));
        await total.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return RetryCreation.Created;
    }

    static NpgsqlBatchCommand AddItems(NpgsqlBatch batch, NewRetry retry) => retry.Selection switch
    {
        RetrySelection.Named(var keys) => Sql.Add(
            batch,
            InsertNamed,
            Sql.Value(retry.OperationId),
            Sql.Ids(keys.Select(key => key.MessageId)),
            Sql.Ints(keys.Select(key => key.Partition))),
        RetrySelection.Traced(var message) => Sql.Add(
            batch,
            InsertTraced,
            Sql.Value(retry.OperationId),
            Sql.Value(message.MessageId),
            Sql.Value(message.Partition),
            Sql.Value(message.Type),
            Sql.Json(message.Headers),
            Sql.Bytes(message.Body)),
        RetrySelection.Failed wanted => Sql.Add(
            batch,
            InsertFailed,
            Sql.Value(retry.OperationId),
            Sql.OptionalId(wanted.Fingerprint),
            Sql.OptionalText(wanted.Type),
            Sql.OptionalText(wanted.Endpoint),
            Sql.OptionalId(wanted.AccountId),
            Sql.OptionalId(wanted.TransactionId),
            Sql.OptionalTime(wanted.From),
            Sql.OptionalTime(wanted.To),
            Sql.Value(MaxItems + 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(retry), retry.Selection, "An unknown selection."),
    };

    const string UpdateStatus = """
        update retry_operations
        set status = $2, changed_at = clock_timestamp(), changed_by = $3, note = $4, driven_until = null,
            judged_since = case when status = 'stopped' then clock_timestamp() else judged_since end
        where operation_id = $1 and status = any($5)
        """;

    const string SkipWaiting = """
        update retry_items set state = 'skipped', ended_at = clock_timestamp()
        where operation_id = $1 and state = 'waiting'
        """;

    const string SelectStatus = "select status from retry_operations where operation_id = $1";

    /// <summary>
    /// Does it if that can be done to a retry as it stands. What has failed before a resumption counts no more.
    /// </summary>
    /// <returns>The status that the retry has, or had if nothing was done; null when there is none.</returns>
    public async Task<(bool IsDone, string? Status)> Change(
        Guid operationId, RetryOrder order, string actor, string? reason, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (status, from) = RetryStatus.Change(order);
        await using var batch = new NpgsqlBatch(connection);
        var update = Sql.Add(
            batch,
            UpdateStatus,
            Sql.Value(operationId),
            Sql.Value(status),
            Sql.Value(actor),
            Sql.OptionalText(order == RetryOrder.Resume ? null : reason),
            Sql.Texts(from));
        await batch.ExecuteNonQueryAsync(ct);
        if (update.RecordsAffected == 0)
            return await StatusOf(connection, operationId, ct) is { } found ? (found == status, found) : (false, null);
        await using var rest = new NpgsqlBatch(connection);
        if (order == RetryOrder.Cancel)
            Sql.Add(rest, SkipWaiting, Sql.Value(operationId));
        new OperatorAction(actor, RetryStatus.ActionOf(order), operationId.ToString(), reason).AddTo(rest);
        await rest.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return (true, status);
    }

    static async Task<string?> StatusOf(NpgsqlConnection connection, Guid operationId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectStatus, connection);
        command.Parameters.Add(Sql.Value(operationId));
        return (string?)await command.ExecuteScalarAsync(ct);
    }
}
