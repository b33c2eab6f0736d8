using BillingEngine.Messaging.Serialization;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Fills the tables of a build from the log: reads the next part while the one before is being written.
/// </summary>
sealed class ModelFiller(NpgsqlDataSource database, MessageTypes types, IProjection model, Build build, string schema)
{
    /// <summary>Events of the log that are written together.</summary>
    const int SpanLength = 20_000;

    readonly LogReader _log = new(database, types, model);

    public SortedDictionary<int, long> Positions { get; private set; } = [];

    public long Done => Positions.Values.Sum();

    public async Task Load(NpgsqlConnection connection, CancellationToken ct) =>
        Positions = await Checkpoints.Read(connection, model.Name, build, ct);

    /// <summary>Goes on until it has passed these positions.</summary>
    public async Task FillTo(
        NpgsqlConnection connection,
        IReadOnlyDictionary<int, long> goal,
        Action<long> onProgress,
        CancellationToken ct)
    {
        await using var reading = await database.OpenConnectionAsync(ct);
        var writer = Writer();
        var next = await _log.Read(reading, Positions, goal, SpanLength, ct);
        while (!next.IsEmpty)
        {
            var span = next;
            var after = After(span);
            var ahead = _log.Read(reading, after, goal, SpanLength, ct);
            try
            {
                await writer.Write(connection, span, ct);
            }
            finally
            {
                await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Positions = after;
            onProgress(Done);
            next = await ahead;
        }
    }

    /// <summary>The same within the transaction that is open on the connection, for the little that is left.</summary>
    public async Task FillWithin(NpgsqlConnection connection, IReadOnlyDictionary<int, long> goal, CancellationToken ct)
    {
        var writer = Writer();
        while (true)
        {
            var span = await _log.Read(connection, Positions, goal, SpanLength, ct);
            if (span.IsEmpty)
                return;
            await writer.WriteWithin(connection, span, ct);
            Positions = After(span);
        }
    }

    ModelWriter Writer() => new(model, build, schema, _log);

    SortedDictionary<int, long> After(LogSpan span)
    {
        var after = new SortedDictionary<int, long>(Positions);
        foreach (var move in span.Moves)
            after[move.Partition] = move.After;
        return after;
    }
}
