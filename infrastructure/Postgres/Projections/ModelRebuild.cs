using BillingEngine.Messaging.Serialization;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Makes a model anew beside the live one and puts it in its place, while the engine runs. One that was cut off goes on
/// where it was.
/// </summary>
sealed class ModelRebuild(NpgsqlDataSource database, MessageTypes types, IProjection model, bool isInline)
{
    /// <summary>The writers of an inline model wait while this many events, or fewer, are added.</summary>
    const int LeftForTheSwap = 2_000;

    /// <summary>
    /// A model that is written as fast as it is read is never caught up with; then the swap takes what is left.
    /// </summary>
    const int MostRounds = 20;

    const string SelectBuild = "select version from projection_builds where name = $1";
    const string InsertBuild = "insert into projection_builds (name, version) values ($1, $2)";
    const string DeleteBuild = "delete from projection_builds where name = $1";

    const string RecordVersion = """
        insert into projections (name, version) values ($1, $2)
        on conflict on constraint projections_pkey do update
        set version = excluded.version, built_at = clock_timestamp(), stopped_at = null, stopped_by = null
        """;

    // Each commit of the engine updates rows of it first; while this is held, none comes between the last event that
    // was read and the new tables. It waits for those that have begun.
    const string HoldWriters = "lock table partitions in share mode";

    /// <summary>Events of the log that the model was made from.</summary>
    /// <exception cref="ModelBusyException">It is being rebuilt already.</exception>
    public async Task<long> Run(IProgress<BuildProgress> progress, CancellationToken ct)
    {
        await using var connection = await ModelSession.Build(database, model.Name, ct);
        var tables = new ShadowTables(connection, $"rebuild_{model.Name}", model.Tables);
        await Prepare(connection, tables, ct);
        var filler = new ModelFiller(database, types, model, Build.Rebuild, tables.Schema);
        await filler.Load(connection, ct);
        await CatchUp(connection, filler, progress, ct);
        progress.Report(new(BuildPhase.Indexing, filler.Done, filler.Done));
        await tables.Finish(ct);
        await CatchUp(connection, filler, progress, ct);
        progress.Report(new(BuildPhase.Swapping, filler.Done, filler.Done));
        await Swap(connection, tables, filler, ct);
        return filler.Done;
    }

    /// <summary>What an earlier version began is of no use.</summary>
    async Task Prepare(NpgsqlConnection connection, ShadowTables tables, CancellationToken ct)
    {
        var begun = await Statement.Value<int>(connection, SelectBuild, ct, Sql.Value(model.Name));
        if (begun == model.Version && await tables.Exist(ct))
            return;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await tables.Drop(ct);
        await Checkpoints.Forget(connection, model.Name, Build.Rebuild, ct);
        await Statement.Run(connection, DeleteBuild, ct, Sql.Value(model.Name));
        await tables.Make(ct);
        await Statement.Run(connection, InsertBuild, ct, Sql.Value(model.Name), Sql.Value(model.Version));
        await transaction.CommitAsync(ct);
    }

    static async Task CatchUp(
        NpgsqlConnection connection, ModelFiller filler, IProgress<BuildProgress> progress, CancellationToken ct)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var heads = await LogReader.Heads(connection, ct);
            var total = heads.Values.Sum();
            progress.Report(new(BuildPhase.Filling, filler.Done, total));
            if (round > 0 && total - filler.Done <= LeftForTheSwap)
                return;
            await filler.FillTo(connection, heads, done => progress.Report(new(BuildPhase.Filling, done, total)), ct);
        }
    }

    async Task Swap(NpgsqlConnection connection, ShadowTables tables, ModelFiller filler, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Statement.Run(connection, "set local lock_timeout = '10s'", ct);
        if (isInline)
            await Statement.Run(connection, HoldWriters, ct);
        var live = isInline
            ? await LogReader.Heads(connection, ct)
            : await Checkpoints.Hold(connection, model.Name, Build.Live, ct);
        await filler.FillWithin(connection, live, ct);
        // The last statements ran with a search path of their own, which would find the wrong tables now.
        await Statement.Run(connection, "reset search_path", ct);
        await tables.TakeOver(ct);
        await Checkpoints.Swap(connection, model.Name, isInline, ct);
        await Statement.Run(connection, DeleteBuild, ct, Sql.Value(model.Name));
        await Statement.Run(connection, RecordVersion, ct, Sql.Value(model.Name), Sql.Value(model.Version));
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Another process is at it.</summary>
public sealed class ModelBusyException(string name)
    : Exception($"{name} is being rebuilt or checked by another process already. Wait for it to end.");
