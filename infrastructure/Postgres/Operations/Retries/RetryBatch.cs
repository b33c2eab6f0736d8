using System.Text;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Sends messages of a retry within the transaction of a step.</summary>
/// <param name="actor">Who started it: that is who retries the messages.</param>
sealed class RetryBatch(NpgsqlConnection connection, Guid operationId, string actor, DateTimeOffset now)
{
    readonly List<TransportMessage> _sent = [];
    readonly List<FailureKey> _retried = [];
    readonly List<int> _sentOrdinals = [];
    readonly List<int> _skipped = [];

    // The worker that ends a sent item locks the message first, then the item, as we do. A message that somebody has
    // locked is left for the next step: nobody waits here, so nobody waits in a circle.
    const string SelectWaiting = """
        select i.ordinal, i.message_id, i.partition, i.source, i.type, i.headers::text, i.body,
            exists (select from failed_messages f where f.message_id = i.message_id and f.partition = i.partition)
        from retry_items i
        where i.operation_id = $1 and i.state = 'waiting'
        order by i.ordinal limit $2
        """;

    const string LockFailed = """
        select f.message_id, f.partition, f.status, f.type, f.headers::text, f.body,
            (select b.order_key from blocked_keys b
             where b.message_id = f.message_id and b.partition = f.partition limit 1)
        from unnest($1, $2) as wanted(message_id, partition)
        join failed_messages f on f.message_id = wanted.message_id and f.partition = wanted.partition
        for update of f skip locked
        """;

    public async Task<RetryTurn> Send(int count, int stage, CancellationToken ct)
    {
        var items = await Waiting(count, ct);
        var failed = await Locked(items, ct);
        foreach (var item in items)
        {
            if (failed.TryGetValue(item.Key, out var row))
                Take(item, row);
            else if (!item.IsKnown)
                TakeUnknown(item);
        }

        await Write(stage, ct);
        return new RetryTurn(
            _sent.Count,
            _skipped.Count,
            [.. _sent.Select(message => message.Partition).Distinct()],
            HasMore: _skipped.Count > 0);
    }

    /// <summary>What has become of it since it was selected decides.</summary>
    void Take(Item item, Row row)
    {
        if (row.Status == "failed" && item.Source != "trace")
            Retry(item, row);
        else if (row.Status == "resolved" && item.Source != "failed")
            Replay(item, item.Source == "trace" ? item.Copy! : row.Message);
        else
            _skipped.Add(item.Ordinal);
    }

    void TakeUnknown(Item item)
    {
        if (item.Copy is { } copy)
            Replay(item, copy);
        else
            _skipped.Add(item.Ordinal);
    }

    void Retry(Item item, Row row)
    {
        _retried.Add(item.Key);
        Add(item, row.Message, Redelivery.HeadersOf(row.Message.Headers, operationId));
    }

    void Replay(Item item, TransportMessage message) =>
        Add(item, message, Redelivery.HeadersOf(message.Headers, operationId, wasHandled: true));

    void Add(Item item, TransportMessage message, byte[] headers)
    {
        _sentOrdinals.Add(item.Ordinal);
        _sent.Add(message with { Headers = headers, DueAt = now });
    }

    async Task<List<Item>> Waiting(int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectWaiting, connection);
        command.Parameters.Add(Sql.Value(operationId));
        command.Parameters.Add(Sql.Value(count));
        await using var row = await command.ExecuteReaderAsync(ct);
        List<Item> found = [];
        while (await row.ReadAsync(ct))
        {
            var key = new FailureKey(row.GetGuid(1), row.GetInt32(2));
            var copy = row.IsDBNull(5)
                ? null
                : Message(key, row.GetString(4), row.GetString(5), row.GetFieldValue<byte[]>(6));
            found.Add(new Item(row.GetInt32(0), key, row.GetString(3), copy, row.GetBoolean(7)));
        }

        return found;
    }

    async Task<Dictionary<FailureKey, Row>> Locked(List<Item> items, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockFailed, connection);
        command.Parameters.Add(Sql.Ids(items.Select(item => item.Key.MessageId)));
        command.Parameters.Add(Sql.Ints(items.Select(item => item.Key.Partition)));
        await using var row = await command.ExecuteReaderAsync(ct);
        Dictionary<FailureKey, Row> found = [];
        while (await row.ReadAsync(ct))
        {
            var key = new FailureKey(row.GetGuid(0), row.GetInt32(1));
            var message = Message(key, row.GetString(3), row.GetString(4), row.GetFieldValue<byte[]>(5));
            found[key] = new Row(
                row.GetString(2), message with { OrderKey = row.IsDBNull(6) ? null : row.GetGuid(6) });
        }

        return found;
    }

    const string MarkRetrying = """
        update failed_messages f
        set status = 'retrying', operation_id = $3, changed_at = clock_timestamp(), changed_by = $4
        from unnest($1, $2) as sent(message_id, partition)
        where f.message_id = sent.message_id and f.partition = sent.partition
        """;

    const string MarkSent = """
        update retry_items set state = 'sent', sent_at = clock_timestamp()
        where operation_id = $1 and ordinal = any($2)
        """;

    const string MarkSkipped = """
        update retry_items set state = 'skipped', ended_at = clock_timestamp()
        where operation_id = $1 and ordinal = any($2)
        """;

    const string UpdateStage = "update retry_operations set stage = $2 where operation_id = $1";

    async Task Write(int stage, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        Sql.Add(
            batch,
            MarkRetrying,
            Sql.Ids(_retried.Select(key => key.MessageId)),
            Sql.Ints(_retried.Select(key => key.Partition)),
            Sql.Value(operationId),
            Sql.Value(actor));
        QueueRows.AddInsert(batch, _sent);
        Sql.Add(batch, MarkSent, Sql.Value(operationId), Sql.Ints(_sentOrdinals));
        Sql.Add(batch, MarkSkipped, Sql.Value(operationId), Sql.Ints(_skipped));
        Sql.Add(batch, UpdateStage, Sql.Value(operationId), Sql.Value(stage));
        await batch.ExecuteNonQueryAsync(ct);
    }

    TransportMessage Message(FailureKey key, string type, string headers, byte[] body) =>
        new(key.MessageId, type, key.Partition, now, Encoding.UTF8.GetBytes(headers), body);

    /// <param name="Copy">Of the message itself, when it comes from a trace.</param>
    /// <param name="IsKnown">It has failed at some time.</param>
    sealed record Item(int Ordinal, FailureKey Key, string Source, TransportMessage? Copy, bool IsKnown);

    sealed record Row(string Status, TransportMessage Message);
}
