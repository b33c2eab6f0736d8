using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_the_server_refuses_a_unit : FaultTest
{
    [Fact]
    public async Task Should_try_again_when_its_session_is_ended_before_the_commit()
    {
        Extra.Text = () => "select pg_terminate_backend(pg_backend_pid())";

        Assert.IsType<CommitOutcome.RolledBack>(await Settled(SomeUnit()));

        await GoesOn();
    }

    [Fact]
    public async Task Should_look_it_up_when_its_session_is_ended_at_the_commit()
    {
        await AtCommit("perform pg_terminate_backend(pg_backend_pid())");
        var unit = SomeUnit();

        var unknown = Assert.IsType<CommitOutcome.Unknown>(await Worker.Commit(unit));
        Assert.IsType<CommitOutcome.RolledBack>(await Worker.Units.Resolve(unit, unknown, CancellationToken.None));

        await NotAtCommit();
        await GoesOn();
    }

    [Fact]
    public async Task Should_try_again_after_a_deadlock()
    {
        // Looked for once, when it has waited for so long; the other must have come by then.
        const string Update = "do $$ begin perform set_config('deadlock_timeout', '5s', true); "
            + "update bait set number = 3; end $$";
        await Execute("create table bait (number int); insert into bait values (1)");
        await using var other = await Connect();
        await Run(other, "set deadlock_timeout = '1min'; begin; update bait set number = 2");
        Extra.Text = () => Update;

        var committing = Worker.Commit(SomeUnit());
        await Waiting(Update);
        var waiting = Run(other, "update partitions set slot = slot where partition = 0");

        var rolledBack = Assert.IsType<CommitOutcome.RolledBack>(await committing);
        Assert.Equal(PostgresErrorCodes.DeadlockDetected, Assert.IsType<PostgresException>(rolledBack.Cause).SqlState);
        await waiting;
        await Run(other, "rollback");
        await GoesOn();
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("53100")]
    [InlineData("55P03")]
    [InlineData("57014")]
    [InlineData("25006")]
    public async Task Should_try_again_after_a_passing_fault(string sqlState)
    {
        Extra.Text = () => Raise(sqlState);

        Assert.IsType<CommitOutcome.RolledBack>(await Worker.Commit(SomeUnit()));

        await GoesOn();
    }

    [Fact]
    public async Task Should_try_again_after_a_serialization_failure_at_the_commit()
    {
        await AtCommit("raise exception 'not serializable' using errcode = '40001'");

        Assert.IsType<CommitOutcome.RolledBack>(await Worker.Commit(SomeUnit()));

        await NotAtCommit();
        await GoesOn();
    }

    [Fact]
    public async Task Should_give_up_what_violates_a_check()
    {
        var unit = SomeUnit();
        var zero = unit.Events[0] with { Stored = unit.Events[0].Stored with { StreamVersion = 0 } };

        await IsRejected(new UnitChanges { UnitId = unit.UnitId, Leases = unit.Leases, Events = [zero] });
    }

    [Fact]
    public async Task Should_give_up_what_violates_a_check_at_the_commit()
    {
        await AtCommit("raise exception 'no' using errcode = '23514'");

        Assert.IsType<CommitOutcome.Rejected>(await Worker.Commit(SomeUnit()));

        await NotAtCommit();
        await GoesOn();
    }

    [Theory]
    [InlineData("""{"text":""")]
    [InlineData("""{"text":"\u00"}""")]
    public async Task Should_give_up_an_event_that_is_no_json(string data) => await IsRejected(SomeUnit(data));

    [Theory]
    [InlineData("""{"text":"\u0000"}""")]
    [InlineData("""{"text":"\ud800"}""")]
    [InlineData("""{"text":""")]
    public async Task Should_give_up_a_saga_that_cannot_be_stored(string data) => await IsRejected(new UnitChanges
    {
        UnitId = Some.Id(), Leases = [Worker.Lease()], Sagas = [Some.Saga(Some.Id(), 0, data)],
    });

    [Fact]
    public async Task Should_give_up_text_that_cannot_be_stored()
    {
        foreach (var text in (string[])["zero \0", "half a pair \ud800"])
            await IsRejected(new UnitChanges
            {
                UnitId = Some.Id(), Leases = [Worker.Lease()], Sagas = [Some.Saga(Some.Id(), 0, correlation: text)],
            });
    }

    [Fact]
    public async Task Should_give_up_what_a_read_model_cannot_take()
    {
        Extra.Text = () => throw new KeyNotFoundException("No such account.");

        await IsRejected(SomeUnit());
    }

    [Fact]
    public async Task Should_store_failed_messages_whatever_their_exceptions_say()
    {
        var failure = Some.Failure(Some.Message(0), 1) with
        {
            ExceptionMessage = "zero \0",
            Exception = "half a pair \ud800",
        };

        var outcome = await Worker.Commit(
            new UnitChanges { UnitId = Some.Id(), Leases = [Worker.Lease()], Failures = [failure] });

        Assert.IsType<CommitOutcome.Committed>(outcome);
        var stored = Assert.Single(await Store.FailedMessages());
        Assert.Equal(("zero \uFFFD", "half a pair \uFFFD"), (stored.ExceptionMessage, stored.Exception));
    }

    /// <summary>Without its connection a worker counts as dead: a refused message must not cost it that.</summary>
    [Fact]
    public async Task Should_keep_the_connection_by_which_the_worker_is_alive()
    {
        await IsRejected(SomeUnit("""{"text":"""));
        // This one is not even sent.
        await IsRejected(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [Worker.Lease()],
            Sagas = [Some.Saga(Some.Id(), 0, correlation: "half a pair \ud800")],
        });

        var sessions = await Ask<long>("select count(*) from pg_stat_activity where pid = $1", await WorkersProcess());
        Assert.Equal(1, sessions);
        var view = await Storage.Ownership.Heartbeat(Guid.Empty, [], CancellationToken.None);
        Assert.True(view.Partitions[0].OwnerIsAlive);
    }

    async Task IsRejected(UnitChanges unit)
    {
        Assert.IsType<CommitOutcome.Rejected>(await Worker.Commit(unit));
        Assert.False(await IsStored(unit));
        await GoesOn();
    }

    static string Raise(string sqlState) =>
        $"do $$ begin raise exception 'injected' using errcode = '{sqlState}'; end $$";

    Task AtCommit(string action) => Execute($"""
        create function at_commit() returns trigger language plpgsql as $$ begin {action}; return null; end $$;
        create constraint trigger at_commit after insert on events
        deferrable initially deferred for each row execute function at_commit()
        """);

    Task NotAtCommit() => Execute("drop trigger at_commit on events");

    async Task Waiting(string query)
    {
        const string Count = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query = $1";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Ask<long>(Count, query) == 0)
            await Task.Delay(10, limit.Token);
    }

    static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
