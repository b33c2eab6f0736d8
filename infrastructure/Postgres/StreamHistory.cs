using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres;

/// <summary>
/// Streams as they were: from the nearest snapshot on, the events are folded as the engine folds them. What it costs
/// does not grow with the length of a stream, but for the halving of it that finds a time.
/// </summary>
public sealed class StreamHistory(NpgsqlDataSource database, MessageTypes types)
{
    // Versions are dense and time never goes back within a stream, so the version is found by halving, on the unique
    // index alone: events up to low have occurred by then, those from high on have not.
    const string SelectVersionAt = """
        with recursive search(low, high) as (
            select 0, coalesce((select max(stream_version) from events where stream_id = $1), 0) + 1
            union all
            select case when probe.occurred_at <= $2 then half.middle else low end,
                case when probe.occurred_at <= $2 then high else half.middle end
            from search
            cross join lateral (select low + (high - low) / 2 as middle) half
            cross join lateral (
                select occurred_at from events where stream_id = $1 and stream_version = half.middle) probe
            where high - low > 1
        )
        select low from search where high - low <= 1
        """;

    const string SelectSnapshot = """
        select stream_id, version, schema, state, created_at, updated_at
        from sound_snapshots where stream_id = $1 and version <= $2 and schema = $3
        order by version desc limit 1
        """;

    const string SelectEvents = $"""
        select {EventRow.Columns}
        from events where stream_id = $1 and stream_version > $2 and stream_version <= $3
        order by stream_version limit $4
        """;

    readonly StoredStreams _streams = new(types);

    /// <summary>The version that a stream had at a time; what happened at that very time counts. 0: none yet.</summary>
    public async Task<int> VersionAt(Guid streamId, DateTimeOffset at, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectVersionAt);
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The aggregate at a version, or as it stands when it has not come so far.</summary>
    public async Task<Versioned<TState>> Read<TState>(Guid streamId, int version, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        // Two statements see two states of the database. That is enough: events and snapshots are only ever added, and
        // the second one is told which snapshot the first has found.
        await using var connection = await database.OpenConnectionAsync(ct);
        var slice = new StreamSlice { Snapshot = await FindSnapshot<TState>(connection, streamId, version, ct) };
        if (StoredStreams.NeedsWhole<TState>(slice))
            slice = new StreamSlice();
        await AddEvents(slice.Events, connection, streamId, slice.Snapshot?.Version ?? 0, version, int.MaxValue, ct);
        return _streams.Fold<TState>(streamId, slice);
    }

    /// <summary>Events as they are stored, oldest first.</summary>
    /// <param name="afterVersion">0: from the first on.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadEvents(
        Guid streamId, int afterVersion, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        List<StoredEvent> found = [];
        await AddEvents(found, connection, streamId, afterVersion, int.MaxValue, limit, ct);
        return found;
    }

    static async Task<StreamSnapshot?> FindSnapshot<TState>(
        NpgsqlConnection connection, Guid streamId, int version, CancellationToken ct)
        where TState : class, IEventSourced<TState>
    {
        await using var command = new NpgsqlCommand(SelectSnapshot, connection);
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = TState.SnapshotSchema });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? SnapshotRow.Read(reader) : null;
    }

    static async Task AddEvents(
        List<StoredEvent> events,
        NpgsqlConnection connection,
        Guid streamId,
        int afterVersion,
        int toVersion,
        int limit,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectEvents, connection);
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = afterVersion });
        command.Parameters.Add(new() { Value = toVersion });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            events.Add(EventRow.Read(reader));
    }
}
