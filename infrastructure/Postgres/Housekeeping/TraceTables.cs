using System.Globalization;
using Npgsql;

namespace BillingEngine.Postgres.Housekeeping;

/// <summary>
/// The tables of the traces, one for each day (UTC). Commits write to the traces all the time, so each statement here
/// takes its locks for a moment only, or gives up after one.
/// </summary>
sealed class TraceTables(NpgsqlConnection connection)
{
    /// <summary>So many rows of no day may be looked through, with their table locked, to attach another.</summary>
    const int FewRows = 10_000;
    const int RowsPerDelete = 5_000;
    const int MostDeletes = 200;

    const string Prefix = "traces_";
    const string DayFormat = "yyyyMMdd";

    // Rows are added for a day, looked up by their conversation, and go with their table: nothing is there to vacuum,
    // and little to analyze.
    const string Storage = """
        autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 10000,
        autovacuum_vacuum_insert_threshold = -1
        """;

    const string Statistics = """
        alter column conversation_id set statistics 10, alter column at set statistics 10,
        alter column has_failure set statistics 10, alter column data set statistics 0
        """;

    const string SelectTables = """
        select child.relname from pg_inherits
        join pg_class child on child.oid = inhrelid
        where inhparent = 'traces'::regclass and child.relname <> 'traces_other'
        """;

    const string CountOthers = "select count(*) from (select from traces_other limit $1) few";

    const string AnyOther = "select exists (select from traces_other where at >= $1 and at < $2)";

    const string DeleteOthers = """
        delete from traces_other where ctid = any(array(select ctid from traces_other where at < $1 limit $2))
        """;

    /// <summary>Makes the tables that are missing from a day on.</summary>
    public async Task Make(DateOnly today, int days, CancellationToken ct)
    {
        var known = await Days(ct);
        for (var day = today; day < today.AddDays(days); day = day.AddDays(1))
        {
            if (!known.Contains(day))
                await Make(day, isBegun: day == today, ct);
        }
    }

    /// <summary>Removes the days that ended before a time, and what there is of them in no day's table.</summary>
    public async Task DropBefore(DateTimeOffset time, CancellationToken ct)
    {
        foreach (var day in await Days(ct))
        {
            if (StartOf(day.AddDays(1)) <= time)
                await Execute($"drop table {NameOf(day)}", ct);
        }

        for (var deletes = 0; deletes < MostDeletes; deletes++)
        {
            await using var command = new NpgsqlCommand(DeleteOthers, connection);
            command.Parameters.Add(Sql.Value(time.ToUniversalTime()));
            command.Parameters.Add(Sql.Value(RowsPerDelete));
            if (await command.ExecuteNonQueryAsync(ct) < RowsPerDelete)
                return;
        }
    }

    /// <summary>Those that have a table.</summary>
    public async Task<IReadOnlyList<DateOnly>> Days(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectTables, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = await reader.ReadAll(row => row.GetString(0), ct);
        return
        [
            .. names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(DayOf).OfType<DateOnly>(),
        ];
    }

    /// <param name="isBegun">Commits write to the day already, or may any moment.</param>
    async Task Make(DateOnly day, bool isBegun, CancellationToken ct)
    {
        if (await HasOthersOf(day, ct))
            return;
        if (await CountOfOthers(ct) <= FewRows)
            await Attach(day, ct);
        else if (!isBegun)
            await AttachBesideMany(day, ct);
    }

    /// <summary>
    /// A row that comes to the last table in the meantime makes this fail, and it stays there. The table's own check
    /// spares a look through it.
    /// </summary>
    async Task Attach(DateOnly day, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(
            $"""
            create table {NameOf(day)} (
                like traces including all,
                constraint {NameOf(day)}_at_check check (at >= {Literal(day)} and at < {Literal(day.AddDays(1))})
            ) with ({Storage})
            """,
            ct);
        await Execute($"alter table {NameOf(day)} {Statistics}", ct);
        await Execute(
            $"""
            alter table traces attach partition {NameOf(day)}
            for values from ({Literal(day)}) to ({Literal(day.AddDays(1))})
            """,
            ct);
        await Execute($"alter table {NameOf(day)} drop constraint {NameOf(day)}_at_check", ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// While a table is attached, PostgreSQL looks through the last one, locked, for rows that would belong to the new
    /// one, unless a valid check says that there are none; and to validate a check locks nobody out.
    /// </summary>
    async Task AttachBesideMany(DateOnly day, CancellationToken ct)
    {
        var check = $"traces_other_{day.ToString(DayFormat, CultureInfo.InvariantCulture)}_check";
        await Execute(
            $"""
            alter table traces_other drop constraint if exists {check},
                add constraint {check} check (at < {Literal(day)} or at >= {Literal(day.AddDays(1))}) not valid
            """,
            ct);
        try
        {
            await Execute($"alter table traces_other validate constraint {check}", ct);
            await Attach(day, ct);
        }
        finally
        {
            await Execute($"alter table traces_other drop constraint if exists {check}", CancellationToken.None);
        }
    }

    async Task<bool> HasOthersOf(DateOnly day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AnyOther, connection);
        command.Parameters.Add(Sql.Value(StartOf(day)));
        command.Parameters.Add(Sql.Value(StartOf(day.AddDays(1))));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task<long> CountOfOthers(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountOthers, connection);
        command.Parameters.Add(Sql.Value(FewRows + 1));
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task Execute(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names and bounds are made of dates; DDL takes no parameters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    static string NameOf(DateOnly day) => Prefix + day.ToString(DayFormat, CultureInfo.InvariantCulture);

    static DateOnly? DayOf(string name) =>
        DateOnly.TryParseExact(name[Prefix.Length..], DayFormat, CultureInfo.InvariantCulture, default, out var day)
            ? day
            : null;

    static string Literal(DateOnly day) =>
        $"'{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} 00:00:00+00'";
}
