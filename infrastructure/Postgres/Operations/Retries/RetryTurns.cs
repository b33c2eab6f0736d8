using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>
/// Takes the next step of a retry, in one transaction. Everything that a driver knows is in the tables, so another one
/// goes on where it ended; a lease in the row keeps them apart.
/// </summary>
/// <param name="driver">Identity of the driver.</param>
public sealed class RetryTurns(NpgsqlDataSource database, TimeProvider clock, Guid driver)
{
    const int MostAtOnce = 16;

    /// <summary>After that another driver goes on with what this one drove.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a message that was sent is waited for. Longer than all delayed retries by their default take.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    // Rows that another driver holds are passed over, so nobody waits for anybody.
    const string Claim = """
        update retry_operations o set driven_by = $1, driven_until = clock_timestamp() + $2
        from (
            select operation_id from retry_operations
            where status = 'running'
                and (driven_by is null or driven_by = $1 or driven_until is null or driven_until < clock_timestamp())
            order by created_at limit $3
            for update skip locked) free
        where o.operation_id = free.operation_id
        returning o.operation_id
        """;

    /// <summary>The running retries that this driver drives, for as long as the lease.</summary>
    public async Task<IReadOnlyList<Guid>> Take(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Claim);
        command.Parameters.Add(Sql.Value(driver));
        command.Parameters.Add(Sql.Value(Lease));
        command.Parameters.Add(Sql.Value(MostAtOnce));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<Guid> taken = [];
        while (await reader.ReadAsync(ct))
            taken.Add(reader.GetGuid(0));
        return taken;
    }

    const string FreeAll = """
        update retry_operations set driven_until = null where driven_by = $1 and status = 'running'
        """;

    /// <summary>Lets others go on at once.</summary>
    public async Task Leave(CancellationToken ct)
    {
        await using var command = database.CreateCommand(FreeAll);
        command.Parameters.Add(Sql.Value(driver));
        await command.ExecuteNonQueryAsync(ct);
    }

    // An operator who pauses or cancels waits for this lock, and we see what was done before we got it.
    const string LockOperation = """
        select ramp, stage, rate_per_second, stop_at_share, judged_since, created_by from retry_operations
        where operation_id = $1 and status = 'running' and driven_by = $2
        for update
        """;

    /// <returns>What was sent, and whether more can be done at once; null: it is not this driver's to drive.</returns>
    public async Task<RetryTurn?> Go(Guid operationId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Lock(connection, operationId, ct) is not var (progress, judgedSince, actor))
            return null;
        progress = await RetryTally.Count(connection, operationId, progress, judgedSince, Patience, ct);
        var decision = RetryPlan.Decide(progress);
        var turn = decision is RetryDecision.Send(var count, var stage)
            ? await new RetryBatch(connection, operationId, actor, clock.GetUtcNow()).Send(count, stage, ct)
            : RetryTurn.Nothing;
        if (decision is RetryDecision.Stop(var reason))
            await End(connection, operationId, RetryStatus.Stopped, reason, ct);
        if (decision is RetryDecision.Complete(var note))
            await End(connection, operationId, RetryStatus.Completed, note, ct);
        await transaction.CommitAsync(ct);
        return turn;
    }

    async Task<(RetryProgress Progress, DateTimeOffset JudgedSince, string Actor)?> Lock(
        NpgsqlConnection connection, Guid operationId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockOperation, connection);
        command.Parameters.Add(Sql.Value(operationId));
        command.Parameters.Add(Sql.Value(driver));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var progress = new RetryProgress(
            reader.GetFieldValue<int[]>(0),
            reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetDecimal(3),
            Counts: default);
        return (progress, reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5));
    }

    const string UpdateEnd = """
        update retry_operations
        set status = $2, note = $3, changed_at = clock_timestamp(), changed_by = 'engine', driven_until = null
        where operation_id = $1
        """;

    static async Task End(
        NpgsqlConnection connection, Guid operationId, string status, string? note, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        Sql.Add(batch, UpdateEnd, Sql.Value(operationId), Sql.Value(status), Sql.OptionalText(note));
        new OperatorAction("engine", $"retry.{status}", operationId.ToString(), note).AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>What a step of a retry did.</summary>
/// <param name="Partitions">To be woken, now that it is committed.</param>
/// <param name="HasMore">Nothing but this step's own bound kept it from doing more.</param>
public sealed record RetryTurn(int Sent, int Skipped, IReadOnlyCollection<int> Partitions, bool HasMore)
{
    internal static RetryTurn Nothing { get; } = new(0, 0, [], HasMore: false);
}
