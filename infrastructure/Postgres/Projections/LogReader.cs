using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>Reads the log for one model, from positions on.</summary>
sealed class LogReader : IEarlierEvents
{
    const string SelectHeads = "select partition, position from partitions order by partition";

    // Positions are dense and given by each partition's one owner, in the transaction that moves the partition's row:
    // what is at or below the head is there, all of it. What the model does not take in is passed over by the server,
    // but for what nobody knows.
    const string SelectSpan = $"""
        select e.*
        from unnest($1, $2, $3) as span(partition, low, high)
        cross join lateral (
            select {EventRow.Columns} from events
            where partition = span.partition and position > span.low and position <= span.high
                and (type = any($4) or type <> all($5))
            order by position) e
        """;

    const string SelectEarlier = $"""
        select e.*
        from unnest($1, $2) as wanted(stream_id, before)
        cross join lateral (
            select {EventRow.Columns} from events
            where stream_id = wanted.stream_id and stream_version < wanted.before
            order by stream_version) e
        """;

    readonly NpgsqlDataSource _database;
    readonly EventReading _reading;
    readonly string[] _taken;
    readonly string[] _known;

    public LogReader(NpgsqlDataSource database, MessageTypes types, IReadModel model)
    {
        _database = database;
        _reading = new EventReading(types);
        _taken = [.. model.Events.SelectMany(type => types.Of(type).Names)];
        _known = [.. types.EventNames];
    }

    /// <summary>Where each partition of the log ends.</summary>
    public static async Task<SortedDictionary<int, long>> Heads(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectHeads, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var heads = new SortedDictionary<int, long>();
        while (await reader.ReadAsync(ct))
            heads.Add(reader.GetInt32(0), reader.GetInt64(1));
        return heads;
    }

    /// <summary>What comes next: a fair share of each partition that has something.</summary>
    /// <param name="limit">So many events of the log, if there are as many.</param>
    public static List<PartitionMove> Plan(
        IReadOnlyDictionary<int, long> from, IReadOnlyDictionary<int, long> heads, int limit)
    {
        var backlogs = heads.Select(head => Math.Max(0, head.Value - from.GetValueOrDefault(head.Key))).ToList();
        return
        [
            .. heads.Zip(FairShares.Of(backlogs, limit), (head, share) => Move(head.Key, share)).Where(move =>
                move.After > move.Before),
        ];

        PartitionMove Move(int partition, long share)
        {
            var before = from.GetValueOrDefault(partition);
            return new(partition, before, before + share);
        }
    }

    /// <summary>As planned.</summary>
    /// <exception cref="UnknownEventException">One of them is of a type that this version does not know.</exception>
    public async Task<LogSpan> Read(
        NpgsqlConnection connection,
        IReadOnlyDictionary<int, long> from,
        IReadOnlyDictionary<int, long> heads,
        int limit,
        CancellationToken ct)
    {
        var moves = Plan(from, heads, limit);
        return new LogSpan(await Read(connection, moves, ct), moves);
    }

    /// <returns>Those of the moves that the model takes in.</returns>
    /// <exception cref="UnknownEventException">One of them is of a type that this version does not know.</exception>
    public async Task<List<CommittedEvent>> Read(
        NpgsqlConnection connection, IReadOnlyCollection<PartitionMove> moves, CancellationToken ct)
    {
        List<CommittedEvent> events = [];
        if (moves.Count == 0)
            return events;
        await using var command = new NpgsqlCommand(SelectSpan, connection);
        command.Parameters.Add(Sql.Ints(moves.Select(move => move.Partition)));
        command.Parameters.Add(Sql.Longs(moves.Select(move => move.Before)));
        command.Parameters.Add(Sql.Longs(moves.Select(move => move.After)));
        command.Parameters.Add(Sql.Texts(_taken));
        command.Parameters.Add(Sql.Texts(_known));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            events.Add(_reading.Read(EventRow.Read(reader)));
        return events;
    }

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<CommittedEvent>>> Read(
        IReadOnlyDictionary<Guid, int> beforeVersion, CancellationToken ct)
    {
        var found = new Dictionary<Guid, IReadOnlyList<CommittedEvent>>();
        if (beforeVersion.Count == 0)
            return found;
        await using var command = _database.CreateCommand(SelectEarlier);
        command.Parameters.Add(Sql.Ids(beforeVersion.Keys));
        command.Parameters.Add(Sql.Ints(beforeVersion.Values));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var e = _reading.Read(EventRow.Read(reader));
            if (!found.TryGetValue(e.Stored.StreamId, out var stream))
                found.Add(e.Stored.StreamId, stream = new List<CommittedEvent>());
            ((List<CommittedEvent>)stream).Add(e);
        }

        return found;
    }
}
