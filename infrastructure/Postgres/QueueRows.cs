using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Rows of the queue table.</summary>
static class QueueRows
{
    const string Insert = """
        insert into queue (message_id, partition, type, due_at, headers, body, kind, order_key, conversation_id)
        select message_id, partition, type, due_at, headers::json, body, kind, order_key, conversation_id
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) with ordinality
            as new(message_id, partition, type, due_at, headers, body, kind, order_key, conversation_id, ordinal)
        order by ordinal
        """;

    static readonly string[] Names =
        [.. Enum.GetNames<WaitKind>().Select(name => name.ToLowerInvariant())];

    public static void AddInsert(NpgsqlBatch batch, IReadOnlyList<TransportMessage> messages)
    {
        if (messages.Count == 0)
            return;
        Sql.Add(
            batch,
            Insert,
            Sql.Ids(messages.Select(message => message.MessageId)),
            Sql.Ints(messages.Select(message => message.Partition)),
            Sql.Texts(messages.Select(message => message.Type)),
            Sql.Times(messages.Select(message => (DateTimeOffset?)message.DueAt)),
            Sql.Texts(messages.Select(message => System.Text.Encoding.UTF8.GetString(message.Headers.Span))),
            Sql.ManyBytes(messages.Select(message => message.Body)),
            Sql.Texts(messages.Select(message => NameOf(message.Kind))),
            Sql.OptionalIds(messages.Select(message => message.OrderKey)),
            Sql.OptionalIds(messages.Select(message => message.ConversationId)));
    }

    public static string NameOf(WaitKind kind) => Names[(int)kind];

    public static WaitKind KindOf(string name) => (WaitKind)Array.IndexOf(Names, name);

    /// <summary>Reads sequence, message_id, partition, type, due_at, headers, body, kind, order_key.</summary>
    public static ReceivedMessage Read(NpgsqlDataReader reader) => new(
        new TransportMessage(
            reader.GetGuid(1),
            reader.GetString(3),
            reader.GetInt32(2),
            reader.GetFieldValue<DateTimeOffset>(4),
            System.Text.Encoding.UTF8.GetBytes(reader.GetString(5)),
            reader.GetFieldValue<byte[]>(6))
        {
            Kind = KindOf(reader.GetString(7)),
            OrderKey = reader.IsDBNull(8) ? null : reader.GetGuid(8),
        },
        new Receipt(reader.GetInt32(2), reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(4)));

    const string SelectStanding = """
        select q.sequence from unnest($1, $2) as handled(sequence, due_at)
        join queue q on q.sequence = handled.sequence and q.due_at = handled.due_at
        """;

    /// <summary>Those that are not in the queue as they were received.</summary>
    /// <returns>Withdrawn; a conflict when all are there again: an operator may have put one back in between.</returns>
    public static CommitOutcome Withdrawn(NpgsqlConnection connection, IReadOnlyList<Receipt> receipts)
    {
        using var command = new NpgsqlCommand(SelectStanding, connection);
        command.Parameters.Add(Sql.Longs(receipts.Select(receipt => receipt.Sequence)));
        command.Parameters.Add(Sql.Times(receipts.Select(receipt => (DateTimeOffset?)receipt.DueAt)));
        using var reader = command.ExecuteReader();
        HashSet<long> standing = [];
        while (reader.Read())
            standing.Add(reader.GetInt64(0));
        var gone = receipts.Where(receipt => !standing.Contains(receipt.Sequence)).ToList();
        return gone.Count > 0
            ? new CommitOutcome.Withdrawn(gone)
            : new CommitOutcome.Conflict(new InvalidOperationException("A message was moved away and back again."));
    }
}
