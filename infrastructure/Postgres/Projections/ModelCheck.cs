using System.Text.Json;
using BillingEngine.Messaging.Serialization;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Makes a model anew from the log and compares it, row by row, with the live one. The live rows and the place in the
/// log that they stand for are seen in one snapshot, so the engine runs on meanwhile.
/// </summary>
sealed class ModelCheck(NpgsqlDataSource database, MessageTypes types, IProjection model, bool isInline)
{
    const string SelectLive = """
        select partition, position from projection_checkpoints where name = $1 and build = 'live'
        """;

    const string SelectKey = """
        select quote_ident(a.attname)
        from pg_constraint k
        cross join lateral unnest(k.conkey) with ordinality as key(attnum, ordinal)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
        where k.conrelid = $1::text::regclass and k.contype = 'p'
        order by key.ordinal
        """;

    /// <exception cref="ModelBusyException">It is being rebuilt or checked already.</exception>
    public async Task<ModelVerdict> Run(IProgress<BuildProgress> progress, CancellationToken ct)
    {
        await using var connection = await ModelSession.Build(database, model.Name, ct);
        var tables = new ShadowTables(connection, $"check_{model.Name}", model.Tables);
        await tables.Drop(ct);
        await Checkpoints.Forget(connection, model.Name, Build.Check, ct);
        await tables.Make(ct);
        try
        {
            return await Check(connection, tables, progress, ct);
        }
        finally
        {
            await tables.Drop(CancellationToken.None);
            await Checkpoints.Forget(connection, model.Name, Build.Check, CancellationToken.None);
        }
    }

    async Task<ModelVerdict> Check(
        NpgsqlConnection connection, ShadowTables tables, IProgress<BuildProgress> progress, CancellationToken ct)
    {
        var filler = new ModelFiller(database, types, model, Build.Check, tables.Schema);
        await filler.Load(connection, ct);
        var goal = await Live(connection, ct);
        var total = goal.Values.Sum();
        progress.Report(new(BuildPhase.Filling, filler.Done, total));
        await filler.FillTo(connection, goal, done => progress.Report(new(BuildPhase.Filling, done, total)), ct);
        foreach (var table in model.Tables)
            await Statement.Run(connection, $"analyze {tables.Schema}.{table}", ct);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, ct);
        await filler.FillWithin(connection, await Live(connection, ct), ct);
        await Statement.Run(connection, "reset search_path", ct);
        progress.Report(new(BuildPhase.Comparing, filler.Done, filler.Done));
        long rows = 0;
        foreach (var table in model.Tables)
        {
            rows += await Statement.Value<long>(connection, $"select count(*) from {tables.Schema}.{table}", ct);
            if (await FirstDifference(connection, tables, table, ct) is { } difference)
                return new ModelVerdict(model.Name, filler.Done, rows, difference);
        }

        return new ModelVerdict(model.Name, filler.Done, rows, Difference: null);
    }

    Task<SortedDictionary<int, long>> Live(NpgsqlConnection connection, CancellationToken ct) => isInline
        ? LogReader.Heads(connection, ct)
        : Statement.Pairs(connection, SelectLive, ct, Sql.Value(model.Name));

    /// <summary>Compared as JSON: an amount is equal to itself, whatever zeros it ends with.</summary>
    static async Task<ModelDifference?> FirstDifference(
        NpgsqlConnection connection, ShadowTables tables, string table, CancellationToken ct)
    {
        var home = await tables.HomeOf(table, ct);
        var key = await Statement.List(
            connection, SelectKey, row => row.GetString(0), ct, Sql.Value(home.Name));
        var columns = string.Join(", ", key);
        var found = await Statement.List(
            connection,
            $"""
            select to_jsonb(live)::text, to_jsonb(made)::text
            from {home.Name} live full join {tables.Schema}.{home.Table} made using ({columns})
            where to_jsonb(live) is distinct from to_jsonb(made)
            order by {columns} limit 1
            """,
            row => (Live: Text(row, 0), Made: Text(row, 1)),
            ct);
        return found is [var (live, made)] ? ModelDifference.Of(table, key, live, made) : null;

        static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}

/// <summary>What a check has found.</summary>
/// <param name="Events">Events of the log that the model was made from.</param>
/// <param name="Rows">Rows that were made.</param>
/// <param name="Difference">The first row that is not what the events say; null: all of them are.</param>
public sealed record ModelVerdict(string Model, long Events, long Rows, ModelDifference? Difference);

/// <summary>A row that is not what the events say.</summary>
/// <param name="Key">Its primary key.</param>
/// <param name="Live">The columns that differ, as they stand; null: there is no such row.</param>
/// <param name="Made">The same, as they follow from the events; null: there should be no such row.</param>
public sealed record ModelDifference(string Table, string Key, string? Live, string? Made)
{
    internal static ModelDifference Of(string table, IReadOnlyList<string> key, string? live, string? made)
    {
        var liveColumns = Columns(live);
        var madeColumns = Columns(made);
        var either = madeColumns ?? liveColumns!;
        return new(
            table,
            string.Join(", ", key.Select(column => $"{column} {either[column.Trim('"')]}")),
            Show(liveColumns, madeColumns),
            Show(madeColumns, liveColumns));
    }

    public override string ToString() =>
        $"{Table}, {Key}: the row says {Live ?? "nothing: it is missing"}; "
        + $"the events say {Made ?? "nothing: there should be none"}";

    static Dictionary<string, string>? Columns(string? json) => json is null
        ? null
        : JsonDocument.Parse(json).RootElement.EnumerateObject()
            .ToDictionary(column => column.Name, column => column.Value.GetRawText());

    static string? Show(Dictionary<string, string>? row, Dictionary<string, string>? other) => row is null
        ? null
        : string.Join(
            ", ",
            row.Where(column => other?.GetValueOrDefault(column.Key) != column.Value)
                .Select(column => $"{column.Key} {column.Value}"));
}
