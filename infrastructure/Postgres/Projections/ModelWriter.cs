using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>Brings one build of a model from one place in the log to the next.</summary>
/// <param name="schema">Where its tables are; null for the live ones.</param>
sealed class ModelWriter(IProjection model, Build build, string? schema, IEarlierEvents earlier)
{
    /// <summary>In a transaction of its own.</summary>
    /// <exception cref="CheckpointMovedException">Somebody else has moved the model on.</exception>
    public async Task Write(NpgsqlConnection connection, LogSpan span, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await WriteWithin(connection, span, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Within the transaction that is open on the connection.</summary>
    public async Task WriteWithin(NpgsqlConnection connection, LogSpan span, CancellationToken ct)
    {
        if (span.IsEmpty)
            return;
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        // What a crash takes back it takes back together with the checkpoint, and the log has it still.
        Sql.Add(batch, "set local synchronous_commit = off");
        if (schema is not null)
            ShadowTables.AddSearchPath(batch, schema);
        var advance = Checkpoints.AddAdvance(batch, model.Name, build, span.Moves);
        if (span.Events.Count > 0)
            await model.Project(new ProjectionBatch(span.Events, batch, earlier), ct);
        await batch.ExecuteNonQueryAsync(ct);
        if (advance.RecordsAffected != span.Moves.Count)
            throw new CheckpointMovedException(model.Name);
    }
}

/// <summary>What was computed is of no use: it starts at a place that the model has left.</summary>
sealed class CheckpointMovedException(string name)
    : Exception($"The checkpoints of {name} were moved on by another process; what this one computed was dropped.");

/// <summary>An inline model, made from the log as the others are.</summary>
sealed class InlineModel(IInlineProjection inline) : IProjection
{
    public string Name => inline.Name;

    public int Version => inline.Version;

    public IReadOnlyList<string> Tables => inline.Tables;

    public IReadOnlyList<Type> Events => inline.Events;

    public Task Project(ProjectionBatch batch, CancellationToken ct)
    {
        inline.Project(batch.Events, batch.Statements);
        return Task.CompletedTask;
    }
}
