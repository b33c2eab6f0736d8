using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_a_unit_is_fenced(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_a_unit_is_fenced(new InMemoryStore());

    public sealed class On_postgres() : When_a_unit_is_fenced(new PostgresStore());

    [Fact]
    public async Task Should_write_nothing_after_another_worker_has_claimed()
    {
        await Worker.Append(Some.Id(), 1, 3);
        await using var next = await TestWorker.Start(Storage, 0);

        await IsFenced(EverythingAt(Lease));
    }

    [Fact]
    public async Task Should_write_nothing_after_a_release()
    {
        var lease = Lease;
        await Worker.Ownership.Release(Worker.Id, [lease], CancellationToken.None);

        await IsFenced(EverythingAt(lease));
    }

    /// <summary>What the next owner wrote is in the way of every statement; the reason is still the fence.</summary>
    [Fact]
    public async Task Should_be_told_from_a_conflict()
    {
        var stream = Some.Id();
        var late = EverythingAt(Lease, stream);
        await using var next = await TestWorker.Start(Storage, 0);
        await next.Commit(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [next.Lease()],
            Events = Some.Events(next.Lease(), stream, 1, 2),
            Sagas = late.Sagas,
            Replies = late.Replies,
        });

        Assert.IsType<CommitOutcome.Fenced>(await Worker.Commit(late));
        Assert.Equal(2, (await Log()).Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Should_write_nothing_at_a_position_where_the_partition_is_not(int off)
    {
        await Worker.Append(Some.Id(), 1, 3);

        await IsFenced(EverythingAt(Lease with { Position = Lease.Position + off }));
    }

    [Fact]
    public async Task Should_write_nothing_when_only_one_of_its_partitions_is_lost()
    {
        await using var next = await TestWorker.Start(Storage, 1);
        var (left, right) = (Worker.Lease(0), Worker.Lease(1));
        var unit = EverythingAt(left);

        var outcome = await Worker.Commit(new UnitChanges
        {
            UnitId = unit.UnitId,
            Leases = [left, right],
            Events = [.. unit.Events, Some.Event(right, 1, Some.Id(), 1)],
            Sagas = unit.Sagas,
            Outgoing = unit.Outgoing,
        });

        Assert.IsType<CommitOutcome.Fenced>(outcome);
        await NothingOf(unit, left);
        Assert.Empty(await Log(1));
    }

    async Task IsFenced(UnitChanges unit)
    {
        var before = (await Log()).Count;
        Assert.IsType<CommitOutcome.Fenced>(await Worker.Commit(unit));
        await NothingOf(unit, Lease with { Position = before });
    }
}
