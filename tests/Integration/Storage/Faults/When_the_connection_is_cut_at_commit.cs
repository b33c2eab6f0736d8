using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_the_connection_is_cut_at_commit : FaultTest
{
    [Fact]
    public async Task Should_find_it_committed_when_only_the_answer_was_lost()
    {
        var (unit, settled) = await CommitUnderA(CommitCut.BeforeTheAnswer);

        Assert.IsType<CommitOutcome.Committed>(settled);
        Assert.True(await IsStored(unit));
        Worker.Advance(unit);
        await GoesOn();
    }

    [Theory]
    [InlineData(CommitCut.BeforeItArrives)]
    [InlineData(CommitCut.BeforeItArrivesUnnoticed)]
    public async Task Should_find_it_rolled_back_when_the_commit_never_arrived(CommitCut cut)
    {
        var (unit, settled) = await CommitUnderA(cut);

        Assert.IsType<CommitOutcome.RolledBack>(settled);
        Assert.False(await IsStored(unit));
        await GoesOn();
    }

    [Fact]
    public async Task Should_find_out_which_when_both_are_possible()
    {
        for (var attempts = 0; attempts < 20; attempts++)
        {
            var unit = SomeUnit();
            Proxy.CutAtCommit(CommitCut.InFlight, unit.UnitId);
            var outcome = await Worker.Commit(unit);
            var settled = outcome is CommitOutcome.Unknown unknown
                ? await Worker.Units.Resolve(unit, unknown, CancellationToken.None)
                : outcome;

            Assert.Equal(await IsStored(unit), settled is CommitOutcome.Committed);
            if (settled is CommitOutcome.Committed)
                Worker.Advance(unit);
            else
                Assert.IsType<CommitOutcome.RolledBack>(settled);
        }

        await GoesOn();
    }

    /// <summary>The server keeps the lost transaction until somebody ends it.</summary>
    [Fact]
    public async Task Should_end_the_session_that_holds_the_lost_transaction_and_no_other()
    {
        await using var bystander = await TestWorker.Start(Storage, 1);
        var sessions = await Sessions();
        var lost = await WorkersProcess();

        await CommitUnderA(CommitCut.BeforeItArrivesUnnoticed);

        Assert.Equal([lost], sessions.Except(await Sessions()));
    }

    async Task<(UnitChanges Unit, CommitOutcome Settled)> CommitUnderA(CommitCut cut)
    {
        var unit = SomeUnit();
        Proxy.CutAtCommit(cut, unit.UnitId);
        var unknown = Assert.IsType<CommitOutcome.Unknown>(await Worker.Commit(unit));
        return (unit, await Worker.Units.Resolve(unit, unknown, CancellationToken.None));
    }

    Task<int[]> Sessions() => Ask<int[]>(
        "select array_agg(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
}
