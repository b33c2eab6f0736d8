using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_a_worker_loses_its_session : FaultTest
{
    [Fact]
    public async Task Should_be_seen_as_dead_at_once_by_another()
    {
        await using var other = await TestWorker.Start(Storage, 2);
        Assert.True((await Look(other)).Partitions[0].OwnerIsAlive);

        await Ask<bool>("select pg_terminate_backend($1, 5000)", await WorkersProcess());

        var view = await Look(other);
        Assert.False(view.Partitions[0].OwnerIsAlive);
        Assert.True(view.Partitions[2].OwnerIsAlive);
        Assert.Equal([other.Id], view.Workers[TestWorker.Endpoint]);
    }

    [Fact]
    public async Task Should_be_seen_as_alive_again_after_its_next_heartbeat()
    {
        await Ask<bool>("select pg_terminate_backend($1, 5000)", await WorkersProcess());
        await Assert.ThrowsAsync<Messaging.Engine.StoreUnavailableException>(() => Look(Worker));

        Assert.True((await Look(Worker)).Partitions[0].OwnerIsAlive);
        await GoesOn();
    }

    [Fact]
    public async Task Should_write_nothing_more_once_another_has_taken_over()
    {
        await Ask<bool>("select pg_terminate_backend($1, 5000)", await WorkersProcess());
        await using var other = await TestWorker.Start(Storage, 0);
        await other.Append(Some.Id(), 1, 2);

        Assert.IsType<CommitOutcome.Fenced>(await Settled(SomeUnit()));
        Assert.IsType<CommitOutcome.Fenced>(await Worker.Commit(SomeUnit()));

        Assert.Equal(2, (await Log()).Count);
    }

    static Task<OwnershipView> Look(TestWorker worker) =>
        worker.Ownership.Heartbeat(worker.Id, [TestWorker.Endpoint], CancellationToken.None);
}
