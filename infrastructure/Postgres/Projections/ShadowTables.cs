using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Tables like a model's live ones, in a schema beside them: empty, filled by the same statements with another search
/// path, and in the end put in the place of the live ones. All names in the statements come from the catalog, quoted.
/// </summary>
sealed class ShadowTables(NpgsqlConnection connection, string schema, IReadOnlyList<string> tables)
{
    // The schema in which the statements of the running engine find the table.
    const string SelectHome = """
        select quote_ident(n.nspname), quote_ident(c.relname), array_to_string(c.reloptions, ', ')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::text::regclass
        """;

    // Those of constraints come with the table, the others only once it is filled: that is quicker by far.
    const string SelectIndexes = """
        select quote_ident(i.relname), pg_get_indexdef(x.indexrelid)
        from pg_index x
        join pg_class i on i.oid = x.indexrelid
        where x.indrelid = $1::text::regclass
            and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
        order by i.relname
        """;

    public string Schema => schema;

    public Task<bool> Exist(CancellationToken ct) => Statement.Value<bool>(
        connection, "select exists (select from pg_namespace where nspname = $1)", ct, Sql.Value(schema));

    public async Task Make(CancellationToken ct)
    {
        await Statement.Run(connection, $"create schema {schema}", ct);
        foreach (var table in tables)
        {
            var home = await HomeOf(table, ct);
            await Statement.Run(
                connection,
                $"""
                create table {schema}.{home.Table}
                    (like {home.Name} including all excluding indexes)
                """,
                ct);
            await MakeConstraints(home, ct);
            await SetStatistics(home, ct);
            if (home.Options is { } options)
                await Statement.Run(connection, $"alter table {schema}.{home.Table} set ({options})", ct);
        }
    }

    public Task Drop(CancellationToken ct) =>
        Statement.Run(connection, $"drop schema if exists {schema} cascade", ct);

    /// <summary>
    /// Makes the indexes that are still missing, has the planner know the tables, and marks what all can see, so that
    /// the first readers do not have to.
    /// </summary>
    public async Task Finish(CancellationToken ct)
    {
        foreach (var table in tables)
        {
            var home = await HomeOf(table, ct);
            foreach (var (name, definition) in await Indexes(home.Name, ct))
            {
                if (!await Has(name, ct))
                    await Statement.Run(
                        connection,
                        definition.Replace(
                            $" ON {home.Name} ", $" ON {schema}.{home.Table} ", StringComparison.Ordinal),
                        ct);
            }

            await Statement.Run(connection, $"vacuum analyze {schema}.{home.Table}", ct);
        }
    }

    /// <summary>Within a transaction: the live tables go, these take their place.</summary>
    public async Task TakeOver(CancellationToken ct)
    {
        foreach (var table in tables)
        {
            var home = await HomeOf(table, ct);
            await Statement.Run(connection, $"drop table {home.Name}", ct);
            await Statement.Run(connection, $"alter table {schema}.{home.Table} set schema {home.Schema}", ct);
        }

        await Drop(ct);
    }

    /// <summary>
    /// Within a transaction: statements find these tables first, and what else they need where it always is.
    /// </summary>
    public static void AddSearchPath(NpgsqlBatch batch, string schema) => Sql.Add(
        batch,
        "select set_config('search_path', $1 || ', ' || current_setting('search_path'), true)",
        Sql.Value(schema));

    public async Task<Home> HomeOf(string table, CancellationToken ct) => (await Statement.List(
        connection,
        SelectHome,
        row => new Home(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
        ct,
        Sql.Value(table)))[0];

    async Task MakeConstraints(Home home, CancellationToken ct)
    {
        const string Select = """
            select quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
            where conrelid = $1::text::regclass and contype in ('p', 'u') order by contype, conname
            """;
        foreach (var (name, definition) in await Statement.List(
            connection, Select, row => (row.GetString(0), row.GetString(1)), ct, Sql.Value(home.Name)))
        {
            await Statement.Run(
                connection, $"alter table {schema}.{home.Table} add constraint {name} {definition}", ct);
        }
    }

    async Task SetStatistics(Home home, CancellationToken ct)
    {
        const string Select = """
            select quote_ident(attname), attstattarget::int from pg_attribute
            where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attstattarget >= 0
            """;
        foreach (var (column, target) in await Statement.List(
            connection, Select, row => (row.GetString(0), row.GetInt32(1)), ct, Sql.Value(home.Name)))
        {
            await Statement.Run(
                connection, $"alter table {schema}.{home.Table} alter column {column} set statistics {target}", ct);
        }
    }

    Task<List<(string Name, string Definition)>> Indexes(string table, CancellationToken ct) => Statement.List(
        connection, SelectIndexes, row => (row.GetString(0), row.GetString(1)), ct, Sql.Value(table));

    Task<bool> Has(string index, CancellationToken ct) => Statement.Value<bool>(
        connection, "select to_regclass($1) is not null", ct, Sql.Value($"{schema}.{index}"));

    /// <summary>Where a live table is.</summary>
    /// <param name="Options">Storage parameters, as a statement takes them.</param>
    public sealed record Home(string Schema, string Table, string? Options)
    {
        public string Name => $"{Schema}.{Table}";
    }
}
