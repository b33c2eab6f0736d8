using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>A message that waits in the queue.</summary>
public sealed record WaitingMessage(ReceivedMessage Received, string Endpoint)
{
    public long Sequence => Received.Receipt.Sequence;

    public TransportMessage Message => Received.Message;

    /// <summary>Null while it is parked: it waits for the head of its key, not for a time.</summary>
    public DateTimeOffset? DueAt => Message.Kind == WaitKind.Parked ? null : Message.DueAt;
}

/// <summary>The messages of the queue that wait for something, as operators see them.</summary>
public sealed class WaitingMessages(NpgsqlDataSource database)
{
    internal const string Columns =
        "q.sequence, q.message_id, q.partition, q.type, q.due_at, q.headers, q.body, q.kind, q.order_key, p.endpoint";

    const string SelectPage = $"""
        select {Columns}
        {WaitingQuery.Matching}
            and ($9::timestamptz is null or (q.due_at, q.sequence) > ($9, $10))
        order by q.due_at, q.sequence limit $11
        """;

    const string SelectOne = $"""
        select {Columns} from queue q join partitions p on p.partition = q.partition
        where q.sequence = $1 and q.kind <> 'message'
        """;

    const string SelectHead = """
        select b.message_id from blocked_keys b where b.partition = $1 and b.order_key = $2
        """;

    /// <summary>Soonest due first.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<WaitingMessage>> Find(
        WaitingQuery query, (DateTimeOffset DueAt, long Sequence)? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectPage);
        query.AddTo(command.Parameters);
        command.Parameters.Add(Sql.OptionalTime(after?.DueAt));
        command.Parameters.Add(Sql.Value(after?.Sequence ?? 0));
        command.Parameters.Add(Sql.Value(limit));
        return await ReadAll(command, ct);
    }

    public async Task<WaitingMessage?> Find(long sequence, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectOne);
        command.Parameters.Add(Sql.Value(sequence));
        return (await ReadAll(command, ct)) is [var only] ? only : null;
    }

    /// <summary>The message that a parked one waits for; null when the key is free by now.</summary>
    public async Task<Guid?> HeadOf(TransportMessage parked, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectHead);
        command.Parameters.Add(Sql.Value(parked.Partition));
        command.Parameters.Add(Sql.OptionalId(parked.OrderKey));
        return (Guid?)await command.ExecuteScalarAsync(ct);
    }

    static async Task<List<WaitingMessage>> ReadAll(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<WaitingMessage> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    internal static WaitingMessage Read(NpgsqlDataReader reader) => new(QueueRows.Read(reader), reader.GetString(9));
}
