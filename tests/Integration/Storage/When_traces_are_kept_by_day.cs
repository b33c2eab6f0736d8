using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

public sealed class When_traces_are_kept_by_day : StorageTest
{
    static readonly DateTimeOffset Today = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly PostgresStore _store;

    public When_traces_are_kept_by_day()
        : this(new PostgresStore())
    {
    }

    When_traces_are_kept_by_day(PostgresStore store)
        : base(store) => _store = store;

    [Fact]
    public async Task Should_have_tables_for_the_days_to_come()
    {
        Assert.True(await Sweep(Today));
        Assert.True(await Sweep(Today.AddDays(1)));

        await Commit(Today);
        await Commit(Today.AddDays(4));

        Assert.Equal(
            "traces_20260301 1, traces_20260302 0, traces_20260303 0, traces_20260304 0, traces_20260305 1, "
            + "traces_other 0",
            await Tables());
    }

    [Fact]
    public async Task Should_take_what_comes_before_its_day_has_a_table()
    {
        await Commit(Today);

        Assert.True(await Sweep(Today));
        await Commit(Today);

        Assert.Equal("traces_20260302 0, traces_20260303 0, traces_20260304 0, traces_other 2", await Tables());
    }

    [Fact]
    public async Task Should_attach_a_table_beside_many_rows_of_no_day()
    {
        await Run($"""
            insert into traces select gen_random_uuid(), timestamptz '{Today:O}', false, ''
            from generate_series(1, 10001)
            """);

        Assert.True(await Sweep(Today));
        await Commit(Today.AddDays(1));

        Assert.Equal("traces_20260302 1, traces_20260303 0, traces_20260304 0, traces_other 10001", await Tables());
        Assert.Equal(0L, await Run("""
            select count(*) from pg_constraint
            where conrelid in (select inhrelid from pg_inherits where inhparent = 'traces'::regclass) and contype = 'c'
            """));
    }

    [Fact]
    public async Task Should_have_each_day_analyzed_and_vacuumed_alike()
    {
        await Sweep(Today);

        Assert.Equal(1L, await Run("""
            select count(distinct (c.reloptions, array(
                select attstattarget from pg_attribute where attrelid = c.oid and attnum > 0 order by attnum)))
            from pg_class c join pg_inherits on inhrelid = c.oid where inhparent = 'traces'::regclass
            """));
    }

    [Fact]
    public async Task Should_remove_what_is_older_than_traces_are_kept()
    {
        await Commit(Today.AddDays(-8));
        await Sweep(Today.AddDays(-7));
        await Commit(Today.AddDays(-7));
        await Commit(Today.AddDays(-6));

        await Sweep(Today.AddHours(11.9));
        var before = await Tables();
        await Sweep(Today.AddHours(12.1));

        Assert.StartsWith("traces_20260222 1, traces_20260223 1,", before, StringComparison.Ordinal);
        Assert.EndsWith("traces_other 0", before, StringComparison.Ordinal);
        Assert.StartsWith("traces_20260223 1,", await Tables(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_leave_it_to_one_process_at_a_time()
    {
        await using var other = new NpgsqlConnection(await _store.ConnectionString());
        await other.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_advisory_lock(128034608997747)", other);
        await command.ExecuteNonQueryAsync();

        Assert.False(await Sweep(Today));
        command.CommandText = "select pg_advisory_unlock(128034608997747)";
        await command.ExecuteNonQueryAsync();

        Assert.True(await Sweep(Today));
    }

    [Fact]
    public async Task Should_not_hold_up_commits_for_long_when_it_cannot_have_its_way()
    {
        await Sweep(Today);
        await using var reader = new NpgsqlConnection(await _store.ConnectionString());
        await reader.OpenAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select count(*) from traces", reader);
        await command.ExecuteScalarAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sweep(Today.AddDays(9)));
        await transaction.RollbackAsync();

        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
        Assert.True(await Sweep(Today.AddDays(9)));
    }

    [Fact]
    public async Task Should_forget_what_workers_slowed_down_that_are_gone()
    {
        await Run($"""
            insert into rate_limits (worker_id, endpoint, type, failures, since)
            values ('{Worker.Id}', 'accounts', 't', 10, now()), ('{Some.Id()}', 'accounts', 't', 10, now())
            """);

        await Sweep(Today);

        Assert.Equal(Worker.Id, await Run("select worker_id from rate_limits"));
    }

    async Task<bool> Sweep(DateTimeOffset now) => await Sweeping.Sweep(await _store.ConnectionString(), now);

    async Task Commit(DateTimeOffset at) => Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(new UnitChanges
    {
        UnitId = Some.Id(),
        Leases = [Lease],
        Traces = [new UnitTrace(Some.Id(), at, HasFailure: false, Some.Json("{}"))],
    }));

    async Task<string> Tables() => (string)(await Run("""
        select string_agg(name || ' ' || rows, ', ' order by name) from (
            select relname::text as name, (
                select count(*) from traces where tableoid = pg_class.oid
            ) as rows
            from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'traces'::regclass
        ) found
        """))!;

    async Task<object?> Run(string sql) => await Embedded.Sql.Run(await _store.ConnectionString(), sql);
}
