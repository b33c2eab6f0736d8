using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// A row of the events table, in the order in which all statements name its columns. The once key is written only.
/// </summary>
static class EventRow
{
    public const string Columns =
        "partition, position, stream_id, stream_version, type, data, occurred_at, "
        + "message_id, causation_id, conversation_id, correlation_id";

    /// <summary>Where further columns of a statement begin.</summary>
    public const int Width = 11;

    const string Insert = $"""
        insert into events ({Columns}, once_key)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    public static StoredEvent Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        reader.GetInt64(1),
        reader.GetGuid(2),
        reader.GetInt32(3),
        reader.GetString(4),
        reader.GetFieldValue<byte[]>(5),
        new EventOrigin(
            reader.GetGuid(7),
            reader.IsDBNull(8) ? null : reader.GetGuid(8),
            reader.GetGuid(9),
            reader.GetString(10)),
        reader.GetFieldValue<DateTimeOffset>(6));

    public static void AddInsert(NpgsqlBatch batch, IReadOnlyList<CommittedEvent> events)
    {
        if (events.Count == 0)
            return;
        Sql.Add(
            batch,
            Insert,
            Sql.Ints(events.Select(e => e.Stored.Partition)),
            Sql.Longs(events.Select(e => e.Stored.Position)),
            Sql.Ids(events.Select(e => e.Stored.StreamId)),
            Sql.Ints(events.Select(e => e.Stored.StreamVersion)),
            Sql.Texts(events.Select(e => e.Stored.Type)),
            Sql.Jsons(events.Select(e => e.Stored.Data)),
            Sql.Times(events.Select(e => (DateTimeOffset?)e.Stored.OccurredAt)),
            Sql.Ids(events.Select(e => e.Stored.Origin.MessageId)),
            Sql.OptionalIds(events.Select(e => e.Stored.Origin.CausationId)),
            Sql.Ids(events.Select(e => e.Stored.Origin.ConversationId)),
            Sql.Texts(events.Select(e => e.Stored.Origin.CorrelationId)),
            Sql.OptionalIds(events.Select(e => e.OnceKey)));
    }
}

static class SnapshotRow
{
    public static StreamSnapshot Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetInt32(1),
        reader.GetString(2),
        reader.GetFieldValue<byte[]>(3),
        reader.GetFieldValue<DateTimeOffset>(4),
        reader.GetFieldValue<DateTimeOffset>(5));
}
