using BillingEngine.Host;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Operations.Retries;
using Npgsql;
using Sql = BillingEngine.Integration.Tests.Embedded.Sql;

namespace BillingEngine.Integration.Tests.Host.Retries;

public sealed class When_two_drivers_meet : IAsyncLifetime
{
    static readonly Guid id = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");

    string _connection = "";
    NpgsqlDataSource? _database;

    [Fact]
    public async Task Should_let_one_drive_and_the_other_take_over_when_it_is_gone()
    {
        var (ada, bob) = (Driver(1), Driver(2));
        await Start(count: 3, ramp: [1, 1]);

        var taken = await ada.Take(CancellationToken.None);
        var notTaken = await bob.Take(CancellationToken.None);
        var first = await ada.Go(id, CancellationToken.None);
        var notGone = await bob.Go(id, CancellationToken.None);
        await Sql.Run(_connection, "update retry_operations set driven_until = clock_timestamp()");
        await EndSent();
        var takenOver = await bob.Take(CancellationToken.None);
        var second = await bob.Go(id, CancellationToken.None);
        var late = await ada.Go(id, CancellationToken.None);

        Assert.Equal([id], taken);
        Assert.Empty(notTaken);
        Assert.Equal([id], takenOver);
        Assert.Equal((1, 1), (first!.Sent, second!.Sent));
        Assert.Null(notGone);
        Assert.Null(late);
        Assert.Equal(2L, await Sql.Run(_connection, "select count(distinct message_id) from queue"));
    }

    [Fact]
    public async Task Should_send_nothing_twice_when_they_run_at_once()
    {
        await Start(count: 40, ramp: [100]);

        var sent = await Task.WhenAll(Run(Driver(1)), Run(Driver(2)));

        Assert.Equal(40, sent.Sum());
        Assert.Equal(40L, await Sql.Run(_connection, "select count(*) from queue"));
        Assert.Equal(40L, await Sql.Run(_connection, "select count(*) from failed_messages where status = 'retrying'"));
    }

    [Fact]
    public async Task Should_not_send_faster_than_it_was_told_to()
    {
        var driver = Driver(1);
        await Start(count: 5, ramp: [100], rate: 2);
        await driver.Take(CancellationToken.None);

        var first = await driver.Go(id, CancellationToken.None);
        await Sql.Run(_connection, "update retry_items set sent_at = sent_at + interval '1 h' where state = 'sent'");
        var second = await driver.Go(id, CancellationToken.None);

        Assert.Equal((2, 0), (first!.Sent, second!.Sent));
    }

    [Fact]
    public async Task Should_wait_no_longer_than_it_has_patience_for_one_without_an_end()
    {
        var driver = new RetryTurns(_database!, TimeProvider.System, id) { Patience = TimeSpan.Zero };
        await Start(count: 2, ramp: [1]);
        await driver.Take(CancellationToken.None);

        await driver.Go(id, CancellationToken.None);
        await driver.Go(id, CancellationToken.None);

        Assert.Equal("stopped 0 of 0 failed again, 1 had no end in time; it stops at a share above 0.2.",
            await Sql.Run(_connection, "select status || ' ' || note from retry_operations"));
    }

    public async Task InitializeAsync()
    {
        _connection = await TestCluster.NewDatabase();
        _database = NpgsqlDataSource.Create(_connection);
        await Migrator.Migrate(_database, Composition.Migrations, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _database!.DisposeAsync();

    RetryTurns Driver(int number) => new(
        _database!, TimeProvider.System, Guid.Parse($"cccccccc-0000-4000-8000-00000000000{number}"));

    async Task<int> Run(RetryTurns driver)
    {
        var sent = 0;
        for (var round = 0; round < 20; round++)
        {
            await Sql.Run(_connection, "update retry_operations set driven_until = null");
            await driver.Take(CancellationToken.None);
            sent += (await driver.Go(id, CancellationToken.None))?.Sent ?? 0;
        }

        return sent;
    }

    async Task Start(int count, int[] ramp, int rate = 100)
    {
        await Failures.Add(_connection, "main", id.ToString(), count);
        var created = await new RetryStore(_database!).Create(
            new(id, new RetrySelection.Failed(), "{}"u8.ToArray(), ramp, rate, 0.2m, "ada", null),
            CancellationToken.None);
        Assert.Equal(RetryCreation.Created, created);
    }

    Task<object?> EndSent() => Sql.Run(
        _connection, "update retry_items set state = 'done', ended_at = clock_timestamp() where state = 'sent'");
}
