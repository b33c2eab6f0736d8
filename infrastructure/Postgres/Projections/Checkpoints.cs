using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>Which tables of a model are meant.</summary>
enum Build
{
    Live,
    Rebuild,
    Check,
}

/// <summary>How far the builds of models have come.</summary>
static class Checkpoints
{
    const string Select = "select partition, position from projection_checkpoints where name = $1 and build = $2";

    const string SelectAndHold = """
        select partition, position from projection_checkpoints where name = $1 and build = $2
        order by partition for update
        """;

    const string Begin = """
        insert into projection_checkpoints (name, build, partition, position)
        select $1, $2, partition, 0 from partitions
        on conflict do nothing
        """;

    // Whoever else wrote for the model in the meantime has moved its rows on: then fewer match, and nothing of this
    // counts.
    const string Advance = """
        update projection_checkpoints c set position = move.after, updated_at = clock_timestamp()
        from unnest($3, $4, $5) as move(partition, before, after)
        where c.name = $1 and c.build = $2 and c.partition = move.partition and c.position = move.before
        """;

    const string Delete = "delete from projection_checkpoints where name = $1 and build = $2";

    const string BecomeLive = "update projection_checkpoints set build = 'live' where name = $1 and build = 'rebuild'";

    public static async Task<SortedDictionary<int, long>> Read(
        NpgsqlConnection connection, string name, Build build, CancellationToken ct)
    {
        await Statement.Run(connection, Begin, ct, Sql.Value(name), Sql.Value(NameOf(build)));
        return await Statement.Pairs(connection, Select, ct, Sql.Value(name), Sql.Value(NameOf(build)));
    }

    /// <summary>Reads them, and nobody moves them on before the transaction has ended.</summary>
    public static Task<SortedDictionary<int, long>> Hold(
        NpgsqlConnection connection, string name, Build build, CancellationToken ct) =>
        Statement.Pairs(connection, SelectAndHold, ct, Sql.Value(name), Sql.Value(NameOf(build)));

    public static NpgsqlBatchCommand AddAdvance(
        NpgsqlBatch batch, string name, Build build, IReadOnlyList<PartitionMove> moves) => Sql.Add(
        batch,
        Advance,
        Sql.Value(name),
        Sql.Value(NameOf(build)),
        Sql.Ints(moves.Select(move => move.Partition)),
        Sql.Longs(moves.Select(move => move.Before)),
        Sql.Longs(moves.Select(move => move.After)));

    public static Task Forget(NpgsqlConnection connection, string name, Build build, CancellationToken ct) =>
        Statement.Run(connection, Delete, ct, Sql.Value(name), Sql.Value(NameOf(build)));

    /// <summary>
    /// Those of the rebuild take the place of the live ones, of which a model that is written inline has none.
    /// </summary>
    public static async Task Swap(NpgsqlConnection connection, string name, bool isInline, CancellationToken ct)
    {
        await Forget(connection, name, Build.Live, ct);
        if (isInline)
            await Forget(connection, name, Build.Rebuild, ct);
        else
            await Statement.Run(connection, BecomeLive, ct, Sql.Value(name));
    }

    static string NameOf(Build build) => build switch
    {
        Build.Live => "live",
        Build.Rebuild => "rebuild",
        _ => "check",
    };
}
