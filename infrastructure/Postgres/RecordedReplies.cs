using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>The replies that requests got, for those who did not see them given.</summary>
public sealed class RecordedReplies(NpgsqlDataSource database)
{
    internal const string Select = """
        select request_id, fingerprint, message_id, reply_type, reply, replied_at
        from requests where request_id = any($1)
        """;

    public async Task<IReadOnlyList<RecordedReply>> Find(IReadOnlyCollection<Guid> requestIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Ids(requestIds));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RecordedReply> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    internal static RecordedReply Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetGuid(2),
        reader.GetString(3),
        reader.GetFieldValue<byte[]>(4),
        reader.GetFieldValue<DateTimeOffset>(5));
}
