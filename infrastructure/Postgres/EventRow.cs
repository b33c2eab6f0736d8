using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres;

/// <summary>A row of the events table, in the order in which all statements name its columns.</summary>
static class EventRow
{
    const string CopyIn = """
        copy events (partition, position, stream_id, stream_version, type, data, metadata, occurred_at)
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

    public static async Task Copy(NpgsqlConnection connection, IReadOnlyList<CommittedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
            return;
        await using var writer = await connection.BeginBinaryImportAsync(CopyIn, ct);
        foreach (var (stored, _, _, _) in events)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(stored.Partition, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(stored.Position, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(stored.StreamId, NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(stored.StreamVersion, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(stored.Type, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(stored.Data, NpgsqlDbType.Jsonb, ct);
            await writer.WriteAsync(stored.Metadata, NpgsqlDbType.Jsonb, ct);
            await writer.WriteAsync(stored.OccurredAt, NpgsqlDbType.TimestampTz, ct);
        }

        await writer.CompleteAsync(ct);
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
