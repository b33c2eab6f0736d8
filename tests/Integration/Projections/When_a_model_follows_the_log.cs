using BillingEngine.Postgres.Projections;
using Rows = BillingEngine.Integration.Tests.ReadModels.Rows;

namespace BillingEngine.Integration.Tests.Projections;

public class When_a_model_follows_the_log
{
    [Fact]
    public async Task Should_take_in_each_event_once_whoever_goes_on_after_whom()
    {
        await using var models = await ModelsUnderTest.Start(seed: 1);
        await using (var first = models.Follow())
            await models.CatchUp(first);
        await models.Live(seed: 2);
        await using var second = models.Follow();
        await models.Live(seed: 3);

        await models.CatchUp(second);

        Assert.Equal(0, await models.MiscountedStreams());
        await models.AssertAllAreWhatTheEventsSay();
    }

    [Fact]
    public async Task Should_be_written_by_one_process_at_a_time_and_by_another_when_that_one_is_cut_off()
    {
        await using var models = await ModelsUnderTest.Start(seed: 4);
        await using var first = models.Follow();
        await models.CatchUp(first);
        await using var second = models.Follow();
        for (var round = 0; round < 3; round++)
        {
            await models.Live(seed: 5 + round);
            await Rows.Execute(
                models.Database,
                """
                select pg_terminate_backend(pid) from pg_locks
                where locktype = 'advisory' and granted and pid <> pg_backend_pid()
                    and database = (select oid from pg_database where datname = current_database())
                """);
        }

        await models.CatchUp(second);

        Assert.Equal(0, await models.MiscountedStreams());
    }

    [Fact]
    public async Task Should_stop_and_say_so_at_an_event_that_nobody_knows()
    {
        await using var models = await ModelsUnderTest.Start(seed: 8);
        await using (var before = models.Follow())
            await models.CatchUp(before);
        await Rows.Execute(
            models.Database,
            """
            with at as (update partitions set position = position + 1 where partition = 3 returning position)
            insert into events (partition, position, stream_id, stream_version, type, data, occurred_at, message_id,
                conversation_id, correlation_id)
            select 3, position, gen_random_uuid(), 1, 'account.teleported.v1', '{}', now(), gen_random_uuid(),
                gen_random_uuid(), '' from at
            """);
        await using var following = models.Follow();

        var lag = await Until(models, lag => lag.Stopped is not null);

        Assert.Contains("account.teleported.v1", lag.Stopped, StringComparison.Ordinal);
        Assert.Equal(1, lag.Events);
    }

    [Fact]
    public async Task Should_tell_how_far_it_is_behind()
    {
        await using var models = await ModelsUnderTest.Start(seed: 9);
        await using (var following = models.Follow())
            await models.CatchUp(following);
        await models.Live(seed: 10);

        var behind = await Until(models, lag => lag.Events > 0);
        Assert.True(behind.Age > TimeSpan.Zero);

        await using var again = models.Follow();
        await models.CatchUp(again);
        var lag = await Until(models, lag => lag.Events == 0);
        Assert.Equal(TimeSpan.Zero, lag.Age);
    }

    [Fact]
    public async Task Should_be_made_anew_by_itself_when_its_version_is_raised()
    {
        await using var models = await ModelsUnderTest.Start(seed: 11);
        await using (var following = models.Follow())
            await models.CatchUp(following);
        await Rows.Execute(models.Database, "update counted_streams set events = events + 1");

        await using var raised = models.Follow(new CountedStreams(version: 2));
        await Until(models, lag => lag.Version == 2);

        Assert.Equal(0, await models.MiscountedStreams());
    }

    [Fact]
    public async Task Should_not_have_what_others_commit_wait_for_what_its_own_process_does()
    {
        await using var models = await ModelsUnderTest.Start(seed: 12);
        var counted = new CountedStreams();

        await using var following = models.Follow(counted, isItsOwn: partition => partition % 2 == 0);
        await models.CatchUp(following);

        Assert.Contains(counted.FirstBatch!, partition => partition % 2 == 0);
        Assert.Contains(counted.FirstBatch!, partition => partition % 2 == 1);
        Assert.Equal(0, await models.MiscountedStreams());
    }

    [Fact]
    public void Should_take_in_the_backlog_of_one_partition_at_once()
    {
        var from = new Dictionary<int, long> { [1] = 10, [2] = 7 };
        var heads = new Dictionary<int, long> { [1] = 3_000, [2] = 8, [3] = 5 };

        Assert.Equal(
            [new PartitionMove(1, 10, 3_000), new PartitionMove(2, 7, 8), new PartitionMove(3, 0, 5)],
            LogReader.Plan(from, heads, limit: 5_000));
        Assert.Equal(100, new LogSpan([], LogReader.Plan(from, heads, limit: 100)).Length);
    }

    static async Task<ModelLag> Until(ModelsUnderTest models, Func<ModelLag, bool> isThere)
    {
        var census = new ProjectionCensus(models.Database);
        for (var look = 0; look < 500; look++)
        {
            var lag = (await census.Take(CancellationToken.None)).Single(lag => lag.Name == "counted_streams");
            if (isThere(lag))
                return lag;
            await Task.Delay(20);
        }

        throw new TimeoutException("The model does not come to what was waited for.");
    }
}
