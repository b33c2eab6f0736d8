using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// The queue table as transport. What is due is scanned, so a message whose commit came late is still seen.
/// </summary>
sealed class PostgresTransport(NpgsqlDataSource database, PostgresWakeUps wakeUps) : ITransport
{
    const string SelectDue = """
        select sequence, message_id, partition, type, due_at, headers, body, kind, order_key
        from queue where partition = any($1) and due_at <= $2
        order by due_at, sequence limit $3
        """;

    const string SelectNextDue = "select min(due_at) from queue where partition = any($1) and due_at > $2";

    public async Task<ReceivedBatch> Receive(
        IReadOnlyCollection<int> partitions, DateTimeOffset now, int limit, CancellationToken ct)
    {
        try
        {
            await using var batch = database.CreateBatch();
            Sql.Add(batch, SelectDue, Sql.Ints(partitions), Sql.Value(now), Sql.Value(limit));
            Sql.Add(batch, SelectNextDue, Sql.Ints(partitions), Sql.Value(now));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            List<ReceivedMessage> messages = [];
            while (await reader.ReadAsync(ct))
                messages.Add(QueueRows.Read(reader));
            await reader.NextResultAsync(ct);
            await reader.ReadAsync(ct);
            return new ReceivedBatch(messages, reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0));
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public async Task Send(IReadOnlyList<TransportMessage> messages, CancellationToken ct)
    {
        try
        {
            await using var batch = database.CreateBatch();
            QueueRows.AddInsert(batch, messages);
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public void Wake(IReadOnlyCollection<int> partitions) => wakeUps.Wake(partitions);

    public IDisposable OnWake(Action<IReadOnlyCollection<int>> callback) => wakeUps.OnWake(callback);
}
