using BillingEngine.Messaging.Tracing;
using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Finds messages in the traces.</summary>
public sealed class TracedMessages(NpgsqlDataSource database)
{
    const string SelectTraces = "select at, data from traces where conversation_id = $1 order by at";

    /// <returns>As often as endpoints got it; none when there is no trace of it.</returns>
    public async Task<IReadOnlyList<TracedMessage>> Find(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectTraces);
        command.Parameters.Add(Sql.Value(conversationId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(DateTimeOffset At, ReadOnlyMemory<byte> Data)> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<byte[]>(1)));
        return [.. TraceReader.Read(rows).Where(message => message.MessageId == messageId)];
    }
}
