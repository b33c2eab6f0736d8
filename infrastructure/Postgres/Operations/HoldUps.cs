using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>A type of message that a living worker has slowed down.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="Waiting">How many wait in line at the endpoint, whoever slowed them down.</param>
public sealed record RateLimit(
    Guid WorkerId,
    string Endpoint,
    string Type,
    int Failures,
    DateTimeOffset Since,
    DateTimeOffset UpdatedAt,
    long Waiting,
    DateTimeOffset? NextAt,
    DateTimeOffset? Until);

/// <summary>A key whose messages wait for a failed one.</summary>
/// <param name="HeadIs">Where the failed one is: failed, retrying, retry, throttled, onItsWay, ..; or missing.</param>
public sealed record KeyBlock(
    Guid Key,
    int Partition,
    string Endpoint,
    Guid HeadMessageId,
    string? HeadType,
    string HeadIs,
    DateTimeOffset? HeadDueAt,
    int Parked,
    DateTimeOffset BlockedAt);

/// <summary>What holds messages up that have not failed themselves.</summary>
public sealed class HoldUps(NpgsqlDataSource database)
{
    const string SelectLimits = $"""
        with line as (
            select p.endpoint, q.type, count(*) as waiting, min(q.due_at) as next_at, max(q.due_at) as until
            from queue q join partitions p on p.partition = q.partition
            where q.kind = 'throttled' group by p.endpoint, q.type
        )
        select r.worker_id, r.endpoint, r.type, r.failures, r.since, r.updated_at,
            coalesce(line.waiting, 0), line.next_at, line.until
        from rate_limits r join ({PostgresOwnership.Alive}) alive on alive.worker_id = r.worker_id
        left join line on line.endpoint = r.endpoint and line.type = r.type
        order by r.since, r.endpoint, r.type, r.worker_id limit $1
        """;

    // A retry's head is in both places; then what counts is where the message is.
    const string SelectBlocks = """
        with page as (
            select b.*, p.endpoint from blocked_keys b join partitions p on p.partition = b.partition
            where $1::timestamptz is null or (b.blocked_at, b.order_key, b.partition) > ($1, $2, $3)
            order by b.blocked_at, b.order_key, b.partition limit $4
        )
        select b.order_key, b.partition, b.endpoint, b.message_id, coalesce(q.type, f.type),
            coalesce(case q.kind when 'message' then 'onItsWay' else q.kind end, f.status, 'missing'),
            q.due_at, b.parked, b.blocked_at
        from page b
        left join queue q on q.message_id = b.message_id and q.partition = b.partition and q.kind <> 'parked'
        left join failed_messages f on f.message_id = b.message_id and f.partition = b.partition
        order by b.blocked_at, b.order_key, b.partition
        """;

    public async Task<IReadOnlyList<RateLimit>> FindRateLimits(int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectLimits);
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RateLimit> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(new RateLimit(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), Time(reader, 4)!.Value,
                Time(reader, 5)!.Value, reader.GetInt64(6), Time(reader, 7), Time(reader, 8)));
        return found;
    }

    /// <summary>Those that have been blocked longest come first.</summary>
    public async Task<IReadOnlyList<KeyBlock>> FindBlockedKeys(
        (DateTimeOffset BlockedAt, Guid Key, int Partition)? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectBlocks);
        command.Parameters.Add(Sql.OptionalTime(after?.BlockedAt));
        command.Parameters.Add(Sql.Value(after?.Key ?? Guid.Empty));
        command.Parameters.Add(Sql.Value(after?.Partition ?? 0));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<KeyBlock> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(new KeyBlock(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5), Time(reader, 6),
                reader.GetInt32(7), Time(reader, 8)!.Value));
        return found;
    }

    static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
