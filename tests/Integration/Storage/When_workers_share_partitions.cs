using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_workers_share_partitions(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_workers_share_partitions(new InMemoryStore());

    public sealed class On_postgres() : When_workers_share_partitions(new PostgresStore());

    [Fact]
    public async Task Should_give_every_endpoint_its_partitions_once()
    {
        await Storage.Ownership.Install(["transactions", TestWorker.Endpoint], CancellationToken.None);
        await Storage.Ownership.Install(["transactions"], CancellationToken.None);

        var rows = (await View()).Partitions;

        Assert.Equal(Enumerable.Range(0, 2 * Store.Partitions), rows.Select(row => row.Partition).Order());
        foreach (var endpoint in (string[])[TestWorker.Endpoint, "transactions"])
            Assert.Equal(
                Enumerable.Range(0, Store.Partitions),
                rows.Where(row => row.Endpoint == endpoint).Select(row => row.Slot).Order());
    }

    [Fact]
    public async Task Should_give_them_once_also_to_processes_that_start_together()
    {
        string[] endpoints = ["a", "b", "c", "d"];
        var processes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Store.Open()));

        await Task.WhenAll(processes.Select((process, index) => Task.Run(() => process.Ownership.Install(
            [.. endpoints.Skip(index % 3).Take(2)], CancellationToken.None))));

        var rows = (await View()).Partitions;
        Assert.Equal(Enumerable.Range(0, 5 * Store.Partitions), rows.Select(row => row.Partition).Order());
        Assert.Equal(5, rows.GroupBy(row => row.Endpoint).Count(group => group.Count() == Store.Partitions));
    }

    [Fact]
    public async Task Should_show_owners_and_workers()
    {
        await using var other = await TestWorker.Start(Storage, 1);
        await other.Ownership.Heartbeat(other.Id, [TestWorker.Endpoint, "transactions"], CancellationToken.None);

        var view = await View();

        Assert.Equal((Worker.Id, true, 1L), State(view, 0));
        Assert.Equal((other.Id, true, 2L), State(view, 1));
        Assert.Equal((null, false, 0L), State(view, 2));
        Assert.Equal([.. new[] { Worker.Id, other.Id }.Order()], view.Workers[TestWorker.Endpoint].Order());
        Assert.Equal([other.Id], view.Workers["transactions"]);
    }

    [Fact]
    public async Task Should_not_count_a_process_that_only_looks()
    {
        await View();

        Assert.Equal([Worker.Id], (await View()).Workers.SelectMany(entry => entry.Value));
    }

    [Fact]
    public async Task Should_give_a_partition_only_to_the_first_who_claims_what_both_saw()
    {
        var seen = (await View()).Partitions.Where(row => row.Partition is 2 or 3).ToList();
        await using var one = await TestWorker.Start(Storage);
        await using var two = await TestWorker.Start(Storage);

        var first = await one.Ownership.Claim(one.Id, seen[..1], CancellationToken.None);
        var second = await two.Ownership.Claim(two.Id, seen, CancellationToken.None);

        Assert.Equal([new PartitionLease(2, 1, 0)], first);
        Assert.Equal([new PartitionLease(3, 1, 0)], second);
        Assert.Equal(one.Id, State(await View(), 2).Owner);
    }

    [Fact]
    public async Task Should_give_each_partition_to_one_of_many_who_claim_at_once()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TestWorker.Start(Storage))));
        var seen = (await View()).Partitions;

        var claimed = await Task.WhenAll(workers.Select(worker => Task.Run(() =>
            worker.Ownership.Claim(worker.Id, seen, CancellationToken.None))));

        Assert.Equal(
            Enumerable.Range(0, Store.Partitions),
            claimed.SelectMany(leases => leases).Select(lease => lease.Partition).Order());
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }

    [Fact]
    public async Task Should_hand_the_position_over_with_the_partition()
    {
        await Worker.Append(Some.Id(), 1, 5);

        await using var next = await TestWorker.Start(Storage, 0);

        Assert.Equal(new PartitionLease(0, 2, 5), next.Lease());
        await next.Append(Some.Id(), 1, 1);
    }

    [Fact]
    public async Task Should_free_what_is_released()
    {
        await Worker.Ownership.Release(Worker.Id, [Lease], CancellationToken.None);

        Assert.Equal((null, false, 2L), State(await View(), 0));
        Assert.Equal(Worker.Id, State(await View(), 1).Owner);
    }

    [Fact]
    public async Task Should_not_free_what_another_has_claimed_since()
    {
        await using var next = await TestWorker.Start(Storage, 0);

        await Worker.Ownership.Release(Worker.Id, [Lease], CancellationToken.None);

        Assert.Equal((next.Id, true, 2L), State(await View(), 0));
    }

    [Fact]
    public async Task Should_forget_a_worker_that_leaves()
    {
        await Worker.Ownership.Leave(Worker.Id, CancellationToken.None);

        var view = await View();
        Assert.Empty(view.Workers.SelectMany(entry => entry.Value));
        Assert.Equal((Worker.Id, false, 1L), State(view, 0));
    }

    [Fact]
    public async Task Should_see_at_once_that_a_worker_has_died_and_that_it_is_back()
    {
        var died = await TestWorker.Start(Storage, 2);
        await died.DisposeAsync();

        var view = await View();
        // The server notices within moments, while silence alone would take ten seconds.
        for (var looks = 0; State(view, 2).OwnerIsAlive && looks < 300; looks++)
        {
            await Task.Delay(20);
            view = await View();
        }

        Assert.Equal((died.Id, false, 1L), State(view, 2));
        Assert.Equal([Worker.Id], view.Workers[TestWorker.Endpoint]);

        await Worker.Ownership.Heartbeat(died.Id, [TestWorker.Endpoint], CancellationToken.None);
        Assert.Equal((died.Id, true, 1L), State(await View(), 2));
    }

    Task<OwnershipView> View() => Storage.Ownership.Heartbeat(Guid.Empty, [], CancellationToken.None);

    static (Guid? Owner, bool OwnerIsAlive, long Epoch) State(OwnershipView view, int partition)
    {
        var row = view.Partitions.Single(row => row.Partition == partition);
        return (row.Owner, row.OwnerIsAlive, row.Epoch);
    }
}
