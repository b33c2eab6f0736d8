using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Rows of the queue table.</summary>
static class QueueRows
{
    const string Insert = """
        insert into queue (message_id, partition, type, due_at, headers, body)
        select message_id, partition, type, due_at, headers::json, body
        from unnest($1, $2, $3, $4, $5, $6) as new(message_id, partition, type, due_at, headers, body)
        """;

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
            Sql.ManyBytes(messages.Select(message => message.Body)));
    }

    /// <summary>Reads sequence, message_id, partition, type, due_at, headers, body.</summary>
    public static ReceivedMessage Read(NpgsqlDataReader reader) => new(
        new TransportMessage(
            reader.GetGuid(1),
            reader.GetString(3),
            reader.GetInt32(2),
            reader.GetFieldValue<DateTimeOffset>(4),
            System.Text.Encoding.UTF8.GetBytes(reader.GetString(5)),
            reader.GetFieldValue<byte[]>(6)),
        new Receipt(reader.GetInt32(2), reader.GetInt64(0)));
}
