using System.Text.Json;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>A message as it is delivered once more.</summary>
/// <param name="OperationId">The retry that learns how it ends: new, and of this message alone.</param>
/// <param name="SeenFailures">How often it had failed when this was made of it.</param>
/// <param name="Headers">As it was edited, without the marks of a redelivery.</param>
/// <param name="OrderKey">The key within which its contract keeps order; null when it does not.</param>
public sealed record RetriedMessage(
    FailureKey Key,
    Guid OperationId,
    int SeenFailures,
    string Type,
    ReadOnlyMemory<byte> Headers,
    ReadOnlyMemory<byte> Body,
    Guid? OrderKey);

/// <summary>What was there before an edit.</summary>
public sealed record BeforeEdit(ReadOnlyMemory<byte> Headers, ReadOnlyMemory<byte> Body);

/// <summary>Puts failed messages that were edited back into the queue, each in a transaction of its own.</summary>
public sealed class EditedRetries(NpgsqlDataSource database)
{
    const string Take = """
        update failed_messages set status = 'retrying', outcome = null, operation_id = $3, body = $7,
            changed_at = clock_timestamp(), changed_by = $4, reason = $5
        where message_id = $1 and partition = $2 and status = 'failed' and failures = $6
        """;

    const string InsertQueue = """
        insert into queue (message_id, partition, type, due_at, headers, body, kind, order_key)
        values ($1, $2, $3, clock_timestamp(), $4, $5, 'message', $6)
        """;

    const string InsertOperation = """
        insert into retry_operations (operation_id, selection, status, ramp, rate_per_second, stop_at_share, total,
            created_by, reason, changed_by)
        values ($1, $2, 'running', '{1}', 1, 1, 1, $3, $4, $3)
        """;

    const string InsertItem = """
        insert into retry_items (operation_id, ordinal, message_id, partition, type, state, sent_at)
        values ($1, 0, $2, $3, $4, 'sent', clock_timestamp())
        """;

    const string InsertEdit = """
        insert into message_edits (message_id, partition, edited_by, reason, headers_before, body_before,
            headers_after, body_after)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>Has one message delivered once more. Its partition's owner has to be woken then.</summary>
    /// <param name="before">Null when it was not edited.</param>
    /// <returns>False, and nothing is done, unless it is failed and as it was when this was made of it.</returns>
    public async Task<bool> Send(
        RetriedMessage message, BeforeEdit? before, OperatorAction action, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await IsTaken(connection, message, action, ct))
            return false;
        await using var batch = new NpgsqlBatch(connection);
        AddOperation(batch, message, action);
        if (before is not null)
            AddEdit(batch, message, before, action);
        Sql.Add(
            batch,
            InsertQueue,
            Sql.Value(message.Key.MessageId),
            Sql.Value(message.Key.Partition),
            Sql.Value(message.Type),
            Sql.Json(Redelivery.HeadersOf(message.Headers, message.OperationId)),
            Sql.Bytes(message.Body),
            Sql.OptionalId(message.OrderKey));
        action.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    static async Task<bool> IsTaken(
        NpgsqlConnection connection, RetriedMessage message, OperatorAction action, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Take, connection);
        command.Parameters.Add(Sql.Value(message.Key.MessageId));
        command.Parameters.Add(Sql.Value(message.Key.Partition));
        command.Parameters.Add(Sql.Value(message.OperationId));
        command.Parameters.Add(Sql.Value(action.Actor));
        command.Parameters.Add(Sql.OptionalText(action.Reason));
        command.Parameters.Add(Sql.Value(message.SeenFailures));
        command.Parameters.Add(Sql.Bytes(message.Body));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    static void AddOperation(NpgsqlBatch batch, RetriedMessage message, OperatorAction action)
    {
        Sql.Add(
            batch,
            InsertOperation,
            Sql.Value(message.OperationId),
            Sql.Jsonb(JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, string[]> { ["ids"] = [message.Key.ToString()] })),
            Sql.Value(action.Actor),
            Sql.OptionalText(action.Reason));
        Sql.Add(
            batch,
            InsertItem,
            Sql.Value(message.OperationId),
            Sql.Value(message.Key.MessageId),
            Sql.Value(message.Key.Partition),
            Sql.Value(message.Type));
    }

    static void AddEdit(NpgsqlBatch batch, RetriedMessage message, BeforeEdit before, OperatorAction action) => Sql.Add(
        batch,
        InsertEdit,
        Sql.Value(message.Key.MessageId),
        Sql.Value(message.Key.Partition),
        Sql.Value(action.Actor),
        Sql.Value(action.Reason ?? ""),
        Sql.Json(before.Headers),
        Sql.Bytes(before.Body),
        Sql.Json(message.Headers),
        Sql.Bytes(message.Body));
}
