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
    const string CopyIn = """
        copy events (partition, position, stream_id, stream_version, type, data, metadata, occurred_at, once_key)
        from stdin (format binary)
        """;

    public static StoredEvent Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        reader.GetInt64(1),
        reader.GetGuid(2),
        reader.GetInt32(3),
        reader.GetString(4),
        reader.GetFieldValue<byte[]>(5),
        reader.GetFieldValue<byte[]>(6),
        reader.GetFieldValue<DateTimeOffset>(7));

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
            writer.Write(stored.Data, NpgsqlDbType.Jsonb);
            writer.Write(stored.Metadata, NpgsqlDbType.Jsonb);
            writer.Write(stored.OccurredAt, NpgsqlDbType.TimestampTz);
            if (e.OnceKey is { } key)
                writer.Write(key, NpgsqlDbType.Uuid);
            else
                writer.WriteNull();
        }

        writer.Complete();
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
