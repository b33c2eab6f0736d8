using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>
/// What operators do to messages that wait. Each change is guarded by where the message was due: one that was handled,
/// taken or moved in between stays as it is. Rows of the queue are locked before keys, as a unit of work does.
/// </summary>
public sealed class WaitingChanges(NpgsqlDataSource database)
{
    public const int MostAtOnce = 1_000;

    const string Move = """
        update queue set due_at = greatest($3, clock_timestamp())
        where sequence = $1 and due_at = $2 and kind not in ('message', 'parked')
        returning due_at
        """;

    const string Take = """
        delete from queue where sequence = $1 and due_at = $2 and kind not in ('message', 'parked')
        """;

    // What a worker is about to take is passed over and not waited for: this holds many rows' locks, in another order.
    const string MoveMany = $"""
        with chosen as (
            select q.sequence
            {WaitingQuery.Matching}
                and q.kind <> 'parked' and ($9::bigint[] is null or q.sequence = any($9))
            order by q.due_at, q.sequence limit {CountedAtMost}
            for update of q skip locked
        ), moved as (
            update queue q set due_at = greatest(coalesce($10, q.due_at + $11), clock_timestamp())
            from chosen where q.sequence = chosen.sequence
            returning q.sequence, q.partition, q.due_at
        ), noted as (
            insert into operator_actions (actor, action, target, reason, details)
            select $12, $13, moved.sequence::text, $14, jsonb_build_object('dueAt', moved.due_at) from moved
        )
        select partition from moved
        """;

    const string CountedAtMost = "1001";

    /// <returns>When it is due now; null: nothing was changed, for it is not as it was.</returns>
    public async Task<DateTimeOffset?> MoveTo(
        Receipt receipt, DateTimeOffset dueAt, OperatorAction action, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var move = new NpgsqlCommand(Move, connection);
        AddGuard(move, receipt);
        move.Parameters.Add(Sql.OptionalTime(dueAt));
        if (await move.ExecuteScalarAsync(ct) is not DateTime moved)
            return null;
        await using var batch = new NpgsqlBatch(connection);
        action.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return new DateTimeOffset(moved);
    }

    /// <summary>All or none of them: a second try must not move the first ones twice.</summary>
    /// <param name="sequences">Only these; null: all that the query finds.</param>
    /// <param name="to">Where to; null: by <paramref name="shift"/>.</param>
    /// <param name="action">As it is noted for each, with the message as its target.</param>
    /// <returns>The partition of each; null when there are more than <see cref="MostAtOnce"/>.</returns>
    public async Task<IReadOnlyList<int>?> MoveAll(
        WaitingQuery query,
        IReadOnlyList<long>? sequences,
        DateTimeOffset? to,
        TimeSpan shift,
        OperatorAction action,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(MoveMany, connection);
        query.AddTo(command.Parameters);
        command.Parameters.Add(Sql.OptionalLongs(sequences));
        command.Parameters.Add(Sql.OptionalTime(to));
        command.Parameters.Add(Sql.Value(shift));
        command.Parameters.Add(Sql.Value(action.Actor));
        command.Parameters.Add(Sql.Value(action.Action));
        command.Parameters.Add(Sql.OptionalText(action.Reason));
        List<int> partitions = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                partitions.Add(reader.GetInt32(0));
        }

        if (partitions.Count > MostAtOnce)
            return null;
        await transaction.CommitAsync(ct);
        return partitions;
    }

    /// <summary>It will never be delivered.</summary>
    /// <returns>False: nothing was changed, for it is not as it was.</returns>
    public Task<bool> Delete(Receipt receipt, OperatorAction action, CancellationToken ct) =>
        TakeOut(receipt, action, failure: null, notice: null, ct);

    /// <summary>It goes to the failed messages, and its key, if order is kept in it, waits for it there.</summary>
    /// <param name="notice">Tells the saga that sent it.</param>
    /// <returns>As above.</returns>
    public Task<bool> GiveUp(
        Receipt receipt,
        FailedMessage failure,
        TransportMessage? notice,
        OperatorAction action,
        CancellationToken ct) =>
        TakeOut(receipt, action, failure, notice, ct);

    async Task<bool> TakeOut(
        Receipt receipt, OperatorAction action, FailedMessage? failure, TransportMessage? notice, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var take = new NpgsqlCommand(Take, connection);
        AddGuard(take, receipt);
        if (await take.ExecuteNonQueryAsync(ct) == 0)
            return false;
        await using var batch = new NpgsqlBatch(connection);
        if (failure is not null)
            FailureRows.Add(batch, new UnitChanges { UnitId = default, Leases = [], Failures = [failure] });
        if (failure?.Message is { OrderKey: { } key } message)
            OrderRows.AddBlocks(
                batch, new OrderChanges { Blocked = [new BlockedKey(message.Partition, key, message.MessageId)] });
        QueueRows.AddInsert(batch, notice is null ? [] : [notice]);
        action.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    static void AddGuard(NpgsqlCommand command, Receipt receipt)
    {
        command.Parameters.Add(Sql.Value(receipt.Sequence));
        command.Parameters.Add(Sql.OptionalTime(receipt.DueAt));
    }
}
