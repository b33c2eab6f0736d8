using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_the_order_of_a_key_is_kept(StoreUnderTest store) : StorageTest(store)
{
    static readonly Guid Key = Some.Id();

    public sealed class In_memory() : When_the_order_of_a_key_is_kept(new InMemoryStore());

    public sealed class On_postgres() : When_the_order_of_a_key_is_kept(new PostgresStore());

    [Fact]
    public async Task Should_tell_which_keys_are_blocked_and_by_what()
    {
        var head = Some.Id();

        await Commit(new OrderChanges { Blocked = [new(0, Key, head)] });

        var blocked = await Blocked((0, Key), (1, Key), (0, Some.Id()));
        Assert.Equal(head, Assert.Single(blocked).Value);
    }

    [Fact]
    public async Task Should_refuse_to_park_behind_a_key_that_is_free()
    {
        var parked = Parked();

        var outcome = await TryCommit(new OrderChanges { ParkedBehind = [(0, Key, 1)] }, parked);

        Assert.IsType<CommitOutcome.Conflict>(outcome);
        Assert.Empty(await Queued(0));
    }

    [Fact]
    public async Task Should_make_the_first_parked_one_the_head_and_free_the_key_after_the_last()
    {
        var (first, second) = (Parked(), Parked());
        await Commit(
            new OrderChanges { Blocked = [new(0, Key, Some.Id())], ParkedBehind = [(0, Key, 2)] }, first, second);
        Assert.Empty(await Due());

        await Commit(new OrderChanges { Released = [(0, Key)] });
        Assert.Equal(first.MessageId, Assert.Single(await Blocked((0, Key))).Value);
        Assert.Equal([first.MessageId], (await Due()).Select(due => due.Message.MessageId));
        await Take(await Due(), new OrderChanges { Released = [(0, Key)] });
        Assert.Equal([second.MessageId], (await Due()).Select(due => due.Message.MessageId));
        await Take(await Due(), new OrderChanges { Released = [(0, Key)] });

        Assert.Empty(await Blocked((0, Key)));
        Assert.Empty(await Queued(0));
    }

    [Fact]
    public async Task Should_keep_the_head_that_a_key_has()
    {
        var head = Some.Id();
        await Commit(new OrderChanges { Blocked = [new(0, Key, head)] });

        await Commit(new OrderChanges { Blocked = [new(0, Key, Some.Id())] });

        Assert.Equal(head, Assert.Single(await Blocked((0, Key))).Value);
    }

    static TransportMessage Parked() =>
        Some.Message(0, TransportMessage.Never) with { Kind = WaitKind.Parked, OrderKey = Key };

    async Task<Dictionary<(int Partition, Guid Key), Guid>> Blocked(params (int Partition, Guid Key)[] keys)
    {
        var wanted = new PrefetchRequest();
        wanted.OrderKeys.UnionWith(keys);
        return (await Worker.Units.Prefetch(wanted, CancellationToken.None)).Blocked;
    }

    async Task<IReadOnlyList<ReceivedMessage>> Due() => (await Storage.Transport.Receive(
        [0], TimeProvider.System.GetUtcNow().AddDays(1), 1000, CancellationToken.None)).Messages;

    Task<CommitOutcome> TryCommit(OrderChanges order, params TransportMessage[] outgoing) => Worker.Units.Commit(
        new UnitChanges { UnitId = Some.Id(), Leases = [Lease], Outgoing = outgoing, Order = order },
        CancellationToken.None);

    async Task Commit(OrderChanges order, params TransportMessage[] outgoing) =>
        Assert.IsType<CommitOutcome.Committed>(await TryCommit(order, outgoing));

    async Task Take(IReadOnlyList<ReceivedMessage> handled, OrderChanges order) =>
        Assert.IsType<CommitOutcome.Committed>(await Worker.Units.Commit(
            new UnitChanges
            {
                UnitId = Some.Id(),
                Leases = [Lease],
                Consumed = [.. handled.Select(message => message.Receipt)],
                Order = order,
            },
            CancellationToken.None));
}
