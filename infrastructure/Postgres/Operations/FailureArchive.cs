using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>What became of a message that was to be put away, or to be taken out again.</summary>
/// <param name="Status">That it has now; null: there is no such message.</param>
/// <param name="IsChanged">False when it was there already, or cannot go there.</param>
public sealed record FailureChange(FailureKey Key, string? Status, bool IsChanged);

/// <param name="Changes">One for each message, in the order in which they were named.</param>
/// <param name="Released">Partitions whose owners have something to do now.</param>
public sealed record ArchiveResult(IReadOnlyList<FailureChange> Changes, IReadOnlyCollection<int> Released);

/// <summary>
/// Puts failed messages away that nobody wants retried, and takes them out again. What waited for one of them goes on.
/// </summary>
public sealed class FailureArchive(NpgsqlDataSource database)
{
    /// <summary>Messages of a group that one call moves; the next call takes the next ones.</summary>
    public const int MostOfGroup = 10_000;

    const string Failed = "failed";
    const string Archived = "archived";

    const string SelectOfGroup = """
        select message_id, partition from failed_messages
        where fingerprint = $1 and status = $2 order by message_id, partition limit $3
        """;

    // Workers that release a key lock it too, and then the failed message: we take both in the same order.
    const string LockHeads = """
        select b.partition, b.order_key from blocked_keys b
        join unnest($1, $2) as asked(message_id, partition)
            on asked.message_id = b.message_id and asked.partition = b.partition
        order by b.partition, b.order_key for update of b
        """;

    // Whoever comes second waits for the lock, and then the row is not what it asks for any more.
    const string Move = """
        with locked as (
            select f.message_id, f.partition from failed_messages f
            join unnest($1, $2) as asked(message_id, partition)
                on asked.message_id = f.message_id and asked.partition = f.partition
            where f.status = $3
            order by f.message_id, f.partition for update of f
        )
        update failed_messages f
        set status = $4, changed_at = clock_timestamp(), changed_by = $5, reason = $6
        from locked where f.message_id = locked.message_id and f.partition = locked.partition
        returning f.message_id, f.partition
        """;

    const string SelectStatus = """
        select f.message_id, f.partition, f.status from failed_messages f
        join unnest($1, $2) as asked(message_id, partition)
            on asked.message_id = f.message_id and asked.partition = f.partition
        """;

    public Task<ArchiveResult> Archive(
        IReadOnlyCollection<FailureKey> keys, string actor, string? reason, CancellationToken ct) =>
        Change(keys, Failed, Archived, new(actor, "message.archive", "", reason), isForEach: true, ct);

    public Task<ArchiveResult> Unarchive(
        IReadOnlyCollection<FailureKey> keys, string actor, string? reason, CancellationToken ct) =>
        Change(keys, Archived, Failed, new(actor, "message.unarchive", "", reason), isForEach: true, ct);

    /// <summary>Puts away what has failed of a group, <see cref="MostOfGroup"/> messages at most.</summary>
    public async Task<ArchiveResult> ArchiveGroup(Guid groupId, string actor, string? reason, CancellationToken ct) =>
        await Change(
            await KeysOf(groupId, Failed, ct),
            Failed,
            Archived,
            new(actor, "group.archive", groupId.ToString(), reason),
            isForEach: false,
            ct);

    public async Task<ArchiveResult> UnarchiveGroup(Guid groupId, string actor, string? reason, CancellationToken ct) =>
        await Change(
            await KeysOf(groupId, Archived, ct),
            Archived,
            Failed,
            new(actor, "group.unarchive", groupId.ToString(), reason),
            isForEach: false,
            ct);

    async Task<IReadOnlyList<FailureKey>> KeysOf(Guid groupId, string status, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectOfGroup);
        command.Parameters.Add(Sql.Value(groupId));
        command.Parameters.Add(Sql.Value(status));
        command.Parameters.Add(Sql.Value(MostOfGroup));
        return await ReadKeys(command, ct);
    }

    /// <param name="isForEach">Whether the record says it of each message; else of the target as a whole.</param>
    async Task<ArchiveResult> Change(
        IReadOnlyCollection<FailureKey> keys,
        string from,
        string to,
        OperatorAction action,
        bool isForEach,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (to == Archived)
            await Heads(connection, keys, ct);
        await using var move = new NpgsqlCommand(Move, connection);
        AddKeys(move, keys);
        move.Parameters.Add(Sql.Value(from));
        move.Parameters.Add(Sql.Value(to));
        move.Parameters.Add(Sql.Value(action.Actor));
        move.Parameters.Add(Sql.OptionalText(action.Reason));
        var changed = (await ReadKeys(move, ct)).ToHashSet();
        if (changed.Count > 0)
            await Note(connection, isForEach ? changed.Select(key => action with { Target = $"{key}" }) : [action], ct);
        var released = to == Archived ? await Release(connection, changed, ct) : [];
        var status = await StatusOf(connection, keys, ct);
        await transaction.CommitAsync(ct);
        return new(
            [.. keys.Select(key => new FailureChange(key, status.GetValueOrDefault(key), changed.Contains(key)))],
            released);
    }

    static async Task Note(NpgsqlConnection connection, IEnumerable<OperatorAction> actions, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var action in actions)
            action.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
    }

    static async Task<IReadOnlyCollection<int>> Release(
        NpgsqlConnection connection, IReadOnlyCollection<FailureKey> changed, CancellationToken ct)
    {
        var heads = await Heads(connection, changed, ct);
        if (heads.Count == 0)
            return [];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (partition, key) in heads)
            Sql.Add(batch, OrderRows.Release, Sql.Value(partition), Sql.Value(key));
        await batch.ExecuteNonQueryAsync(ct);
        return [.. heads.Select(head => head.Partition).Distinct()];
    }

    /// <summary>The keys that wait for these messages. They are locked from now on.</summary>
    static async Task<IReadOnlyList<(int Partition, Guid Key)>> Heads(
        NpgsqlConnection connection, IReadOnlyCollection<FailureKey> keys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockHeads, connection);
        AddKeys(command, keys);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(int, Guid)> heads = [];
        while (await reader.ReadAsync(ct))
            heads.Add((reader.GetInt32(0), reader.GetGuid(1)));
        return heads;
    }

    static async Task<Dictionary<FailureKey, string>> StatusOf(
        NpgsqlConnection connection, IReadOnlyCollection<FailureKey> keys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectStatus, connection);
        AddKeys(command, keys);
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<FailureKey, string> status = [];
        while (await reader.ReadAsync(ct))
            status[new(reader.GetGuid(0), reader.GetInt32(1))] = reader.GetString(2);
        return status;
    }

    static void AddKeys(NpgsqlCommand command, IReadOnlyCollection<FailureKey> keys)
    {
        command.Parameters.Add(Sql.Ids(keys.Select(key => key.MessageId)));
        command.Parameters.Add(Sql.Ints(keys.Select(key => key.Partition)));
    }

    static async Task<IReadOnlyList<FailureKey>> ReadKeys(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<FailureKey> keys = [];
        while (await reader.ReadAsync(ct))
            keys.Add(new(reader.GetGuid(0), reader.GetInt32(1)));
        return keys;
    }
}
