using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;
using NpgsqlTypes;

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

    const string CopyIn = $"copy events ({Columns}, once_key) from stdin (format binary)";

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

    public static void Copy(NpgsqlConnection connection, IReadOnlyList<CommittedEvent> events)
    {
        if (events.Count == 0)
            return;
        using var writer = connection.BeginBinaryImport(CopyIn);
        foreach (var e in events)
        {
            var stored = e.Stored;
            writer.StartRow();
            writer.Write(stored.Partition, NpgsqlDbType.Integer);
            writer.Write(stored.Position, NpgsqlDbType.Bigint);
            writer.Write(stored.StreamId, NpgsqlDbType.Uuid);
            writer.Write(stored.StreamVersion, NpgsqlDbType.Integer);
            writer.Write(stored.Type, NpgsqlDbType.Text);
            writer.Write(stored.Data, NpgsqlDbType.Json);
            writer.Write(stored.OccurredAt, NpgsqlDbType.TimestampTz);
            writer.Write(stored.Origin.MessageId, NpgsqlDbType.Uuid);
            WriteId(writer, stored.Origin.CausationId);
            writer.Write(stored.Origin.ConversationId, NpgsqlDbType.Uuid);
            writer.Write(stored.Origin.CorrelationId, NpgsqlDbType.Text);
            WriteId(writer, e.OnceKey);
        }

        writer.Complete();
    }

    static void WriteId(NpgsqlBinaryImporter writer, Guid? id)
    {
        if (id is { } value)
            writer.Write(value, NpgsqlDbType.Uuid);
        else
            writer.WriteNull();
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
