using BillingEngine.Integration.Tests.ReadModels;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Integration.Tests.Projections;

public class When_a_model_is_rebuilt
{
    [Fact]
    public async Task Should_be_what_the_events_say_while_money_moves_on()
    {
        await using var models = await ModelsUnderTest.Start(seed: 21);
        await using var following = models.Follow();
        await models.CatchUp(following);
        await Spoil(models);
        var living = Live(models);

        foreach (var name in models.Workshop.Names)
            await models.Workshop.Rebuild(name, ModelsUnderTest.Nobody, CancellationToken.None);

        await living;
        await models.CatchUp(following);
        await models.AssertAllAreWhatTheEventsSay();
        Assert.Equal(0, await models.MiscountedStreams());
    }

    [Fact]
    public async Task Should_serve_as_it_was_until_the_new_one_takes_its_place()
    {
        await using var models = await ModelsUnderTest.Start(seed: 24);
        var rows = await Rows.Count(models.Database, "select count(*) from ledger_entries");
        List<long> seen = [];
        var looking = new ModelsUnderTest.Told(_ =>
            seen.Add(Rows.Count(models.Database, "select count(*) from ledger_entries").Result));

        await models.Workshop.Rebuild("ledger_entries", looking, CancellationToken.None);

        Assert.NotEmpty(seen);
        Assert.All(seen, count => Assert.Equal(rows, count));
    }

    [Fact]
    public async Task Should_go_on_where_it_was_cut_off()
    {
        await using var models = await ModelsUnderTest.Start(seed: 25);
        using var cut = new CancellationTokenSource();
        var cutting = new ModelsUnderTest.Told(progress =>
        {
            if (progress.Phase is BuildPhase.Indexing)
                cut.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => models.Workshop.Rebuild("transactions", cutting, cut.Token));
        List<BuildProgress> told = [];

        await models.Workshop.Rebuild("transactions", new ModelsUnderTest.Told(told.Add), CancellationToken.None);

        Assert.Equal(told[0].Total, told[0].Done);
        await models.AssertAllAreWhatTheEventsSay();
    }

    [Fact]
    public async Task Should_have_all_that_the_old_one_had_but_its_rows()
    {
        await using var models = await ModelsUnderTest.Start(seed: 26);
        await using var following = models.Follow();
        await models.CatchUp(following);
        var before = await Shapes(models);

        foreach (var name in models.Workshop.Names)
            await models.Workshop.Rebuild(name, ModelsUnderTest.Nobody, CancellationToken.None);

        Assert.Equal(before, await Shapes(models));
        Assert.Equal(
            0, await Rows.Count(models.Database, "select count(*) from pg_namespace where nspname like 'rebuild%'"));
    }

    [Fact]
    public async Task Should_not_be_rebuilt_twice_at_once()
    {
        await using var models = await ModelsUnderTest.Start(seed: 27);
        Exception? second = null;
        // The first does not go on until the second has its answer, however slow that one is to ask.
        var meanwhile = new ModelsUnderTest.Told(_ => second ??= Task.Run(() => Record.ExceptionAsync(
            () => models.Workshop.Rebuild("accounts", ModelsUnderTest.Nobody, CancellationToken.None))).Result);

        await models.Workshop.Rebuild("accounts", meanwhile, CancellationToken.None);

        Assert.IsType<ModelBusyException>(second);
    }

    static async Task Live(ModelsUnderTest models)
    {
        for (var seed = 30; seed < 34; seed++)
            await models.Live(seed);
    }

    static async Task Spoil(ModelsUnderTest models)
    {
        await Rows.Execute(models.Database, "update accounts set balance = balance + 1");
        await Rows.Execute(models.Database, "delete from ledger_entries where position % 2 = 0");
        await Rows.Execute(models.Database, "update transaction_search set status = 'failed'");
        await Rows.Execute(models.Database, "update counted_streams set events = 0");
    }

    /// <summary>Columns with their statistics, constraints, indexes and storage parameters of all tables.</summary>
    static Task<List<string>> Shapes(ModelsUnderTest models) => Rows.Texts(
        models.Database,
        """
        select format('%s %s', c.relname, what) from pg_class c
        cross join lateral (
            select format('%s %s %s %s %s', attname, atttypid::regtype, attnotnull, attnum, attstattarget)
            from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
            union all
            select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid = c.oid
            union all
            select pg_get_indexdef(indexrelid) from pg_index where indrelid = c.oid
            union all
            select array_to_string(c.reloptions, ',')) shape(what)
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        order by 1
        """);
}
