using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Log;

/// <summary>
/// Reads the log of all partitions. A partition's row says where it ends, and is written in the transaction of its
/// events: whoever sees that end sees every event up to it, so a reader that has a position has missed nothing below.
/// </summary>
public sealed class EventLog(NpgsqlDataSource database) : IEventLog
{
    /// <summary>Events that one look goes through at most, for those that are wanted among them.</summary>
    const int Budget = 5_000;

    const string SelectRanges = $"""
        select e.* from unnest($1, $2, $3, $4) as range(partition, first, last, turn)
        cross join lateral (
            select {EventRow.Columns}
            from events
            where partition = range.partition and position between range.first and range.last
                and ($5 or type = any($6) or type ^@ any($7))
            order by position limit $8) e
        order by e.position - range.first, range.turn limit $8
        """;

    // Positions of a stream ascend with its versions, so the first one after a position is found by halving. The limit
    // keeps the planner from reading the whole stream at once instead.
    const string SelectFirst = """
        with recursive stream as (
            select e.partition, coalesce(reader.position, 0) as after,
                (select max(stream_version) from events where stream_id = $1) as last
            from events e left join unnest($2, $3) as reader(partition, position) on reader.partition = e.partition
            where e.stream_id = $1 and e.stream_version = 1
        ),
        search(low, high) as (
            select 0, last + 1 from stream
            union all
            select case when probe.position <= stream.after then middle else low end,
                case when probe.position <= stream.after then high else middle end
            from search
            cross join stream
            cross join lateral (select low + (high - low) / 2 as middle) half
            cross join lateral (
                select position from events where stream_id = $1 and stream_version >= middle
                order by stream_version limit 1) probe
            where high - low > 1
        )
        select high, last from search cross join stream where high - low <= 1
        """;

    // The last one tells how far this went, wanted or not.
    const string SelectStream = $"""
        select {EventRow.Columns}
        from events
        where stream_id = $1 and stream_version between $2 and $3
            and ($4 or type = any($5) or type ^@ any($6) or stream_version = $3)
        order by stream_version limit $7
        """;

    // One descent for each pair, by the limit: a join would read all that ever happened once in the streams.
    const string SelectOnce = $"""
        select e.* from unnest($1::uuid[]) as stream(id) cross join unnest($2::uuid[]) as happened(key)
        cross join lateral (
            select {EventRow.Columns}
            from events where stream_id = stream.id and once_key = happened.key limit 1) e
        order by e.partition, e.position
        """;

    public Task<LogPosition> End(CancellationToken ct) => new LogHeads(database).Read(ct);

    public async Task<LogSlice?> Read(LogQuery query, CancellationToken ct)
    {
        var end = await End(ct);
        if (!end.Covers(query.After))
            return null;
        return query.Scope switch
        {
            LogScope.OneSubject stream => await ReadStream(query, stream.StreamId, end, ct),
            LogScope.Movement movement => await ReadMovement(query, movement, end, ct),
            _ => await ReadAll(query, end, ct),
        };
    }

    async Task<LogSlice> ReadAll(LogQuery query, LogPosition end, CancellationToken ct)
    {
        var plan = LogPlan.Of(query.After, end, query.Types.AreAll ? query.Limit : Budget);
        if (plan.Ranges.Count == 0)
            return new([], query.After, IsAtEnd: true);
        var found = await Select(
            SelectRanges,
            ct,
            Sql.Ints(plan.Ranges.Select(range => range.Partition)),
            Sql.Longs(plan.Ranges.Select(range => range.First)),
            Sql.Longs(plan.Ranges.Select(range => range.Last)),
            Sql.Ints(plan.Ranges.Select(range => range.Turn)),
            Sql.Value(query.Types.AreAll),
            Sql.Texts(query.Types.Names),
            Sql.Texts(query.Types.Prefixes),
            Sql.Value(query.Limit));
        return found.Count < query.Limit
            ? new(found, plan.End, plan.IsToEnd)
            : new(found, plan.UpTo(found[^1].Partition, found[^1].Position), IsAtEnd: false);
    }

    async Task<LogSlice> ReadStream(LogQuery query, Guid streamId, LogPosition end, CancellationToken ct)
    {
        if (await FindFirst(streamId, query.After, ct) is not var (first, last) || first > last)
            return new([], query.After.Merge(end), IsAtEnd: true);
        var until = (int)Math.Min(last, first + (query.Types.AreAll ? query.Limit : Budget) - 1L);
        var found = await Select(
            SelectStream,
            ct,
            Sql.Value(streamId),
            Sql.Value(first),
            Sql.Value(until),
            Sql.Value(query.Types.AreAll),
            Sql.Texts(query.Types.Names),
            Sql.Texts(query.Types.Prefixes),
            Sql.Value(query.Limit));
        List<StoredEvent> wanted = [.. found.Where(e => query.Types.Contain(e.Type))];
        var reached = query.After.Merge(LogPosition.At(found[^1].Partition, found[^1].Position));
        var isAtEnd = found[^1].StreamVersion == last;
        return new(wanted, isAtEnd ? reached.Merge(end) : reached, isAtEnd);
    }

    async Task<LogSlice> ReadMovement(
        LogQuery query, LogScope.Movement movement, LogPosition end, CancellationToken ct)
    {
        var once = await Select(SelectOnce, ct, Sql.Ids(movement.OtherStreams), Sql.Ids(movement.OnceKeys));
        var own = movement.StreamId is { } stream
            ? await ReadStream(query, stream, end, ct)
            : new([], query.After, IsAtEnd: true);
        var all = LogMerge.ByTime(
        [
            .. once.Where(e => e.Position > query.After[e.Partition] && query.Types.Contain(e.Type)),
            .. own.Events,
        ]);
        List<StoredEvent> taken = [.. all.Take(query.Limit)];
        if (own.IsAtEnd && taken.Count == all.Count)
            return new(taken, own.Next.Merge(end), IsAtEnd: true);
        var reached = LogMerge.After(query.After, taken);
        return new(taken, taken.Count == all.Count ? reached.Merge(own.Next) : reached, IsAtEnd: false);
    }

    async Task<(int First, int Last)?> FindFirst(Guid streamId, LogPosition after, CancellationToken ct)
    {
        var places = after.Places.ToArray();
        await using var command = database.CreateCommand(SelectFirst);
        command.Parameters.Add(Sql.Value(streamId));
        command.Parameters.Add(Sql.Ints(places.Select(place => place.Partition)));
        command.Parameters.Add(Sql.Longs(places.Select(place => place.Position)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt32(0), reader.GetInt32(1)) : null;
    }

    async Task<List<StoredEvent>> Select(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAll(EventRow.Read, ct);
    }
}
