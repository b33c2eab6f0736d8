using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_an_outcome_is_unknown(StoreUnderTest store) : StorageTest(store)
{
    static readonly CommitOutcome.Unknown Lost = new(new IOException("The connection is gone."));

    public sealed class In_memory() : When_an_outcome_is_unknown(new InMemoryStore());

    public sealed class On_postgres() : When_an_outcome_is_unknown(new PostgresStore());

    [Fact]
    public async Task Should_find_a_unit_that_was_committed()
    {
        await Worker.Append(Some.Id(), 1, 1);
        var unit = EverythingAt(Lease);
        await Worker.Commit(unit);

        Assert.IsType<CommitOutcome.Committed>(await Worker.Units.Resolve(unit, Lost, CancellationToken.None));
        await Worker.Append(Some.Id(), 1, 1);
    }

    [Fact]
    public async Task Should_miss_a_unit_that_was_rolled_back()
    {
        await Worker.Append(Some.Id(), 1, 1);

        var outcome = await Worker.Units.Resolve(EverythingAt(Lease), Lost, CancellationToken.None);

        Assert.Same(Lost.Cause, Assert.IsType<CommitOutcome.RolledBack>(outcome).Cause);
    }

    [Fact]
    public async Task Should_miss_the_very_first_unit_of_a_partition() => Assert.IsType<CommitOutcome.RolledBack>(
        await Worker.Units.Resolve(EverythingAt(Lease), Lost, CancellationToken.None));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_leave_it_to_the_next_owner_unless_it_is_there_to_see(bool wasCommitted)
    {
        var unit = EverythingAt(Lease);
        if (wasCommitted)
            await Worker.Commit(unit);
        await using var next = await TestWorker.Start(Storage, 0);

        var outcome = await Worker.Units.Resolve(unit, Lost, CancellationToken.None);

        Assert.IsType(wasCommitted ? typeof(CommitOutcome.Committed) : typeof(CommitOutcome.Fenced), outcome);
    }
}
