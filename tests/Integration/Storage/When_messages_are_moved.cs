using System.Collections.Concurrent;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_messages_are_moved(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_messages_are_moved(new InMemoryStore());

    public sealed class On_postgres() : When_messages_are_moved(new PostgresStore());

    [Fact]
    public async Task Should_deliver_a_message_as_it_was_sent()
    {
        var sent = Some.Message(0);
        await Storage.Transport.Send([sent], CancellationToken.None);

        var received = Assert.Single(await Queued(0));

        Assert.Equal(
            sent with { Headers = default, Body = default },
            received.Message with { Headers = default, Body = default });
        Assert.Equal(sent.Headers.ToArray(), received.Message.Headers.ToArray());
        Assert.Equal(sent.Body.ToArray(), received.Message.Body.ToArray());
        Assert.Equal(0, received.Receipt.Partition);
    }

    [Fact]
    public async Task Should_give_what_is_due_first_and_else_what_was_sent_first()
    {
        var sent = new[] { 3, 1, 1, 2, 0 }.Select(seconds => Some.Message(0, Some.Time.AddSeconds(seconds))).ToList();
        await Storage.Transport.Send(sent[..2], CancellationToken.None);
        await Storage.Transport.Send(sent[2..], CancellationToken.None);

        var received = await Receive(Some.Time.AddSeconds(3), 10, 0);

        Assert.Equal(
            [sent[4], sent[1], sent[2], sent[3], sent[0]], received.Messages.Select(each => Sent(each, sent)));
        Assert.Null(received.NextDue);
    }

    [Fact]
    public async Task Should_keep_what_is_not_due_and_say_when_it_will_be()
    {
        var due = Some.Message(0);
        var (later, latest) = (Some.Message(0, Some.Time.AddSeconds(1)), Some.Message(0, Some.Time.AddSeconds(9)));
        var elsewhere = Some.Message(1, Some.Time.AddTicks(10));
        await Storage.Transport.Send([latest, due, later, elsewhere], CancellationToken.None);

        var received = await Receive(Some.Time, 10, 0);

        Assert.Equal(due.MessageId, Assert.Single(received.Messages).Message.MessageId);
        Assert.Equal(later.DueAt, received.NextDue);
        Assert.Equal(2, (await Receive(later.DueAt, 10, 0)).Messages.Count);
    }

    [Fact]
    public async Task Should_give_the_first_ones_within_the_limit()
    {
        var sent = Enumerable.Range(0, 5).Select(seconds => Some.Message(0, Some.Time.AddSeconds(seconds))).ToList();
        await Storage.Transport.Send(sent, CancellationToken.None);

        var received = await Receive(Some.Time.AddSeconds(4), 3, 0);

        Assert.Equal(sent[..3], received.Messages.Select(each => Sent(each, sent)));
        Assert.Null(received.NextDue);
    }

    [Fact]
    public async Task Should_give_only_messages_of_the_partitions_asked_for()
    {
        await Storage.Transport.Send([Some.Message(0), Some.Message(1), Some.Message(2)], CancellationToken.None);

        Assert.Equal([0, 2], (await Queued(0, 2)).Select(received => received.Message.Partition).Order());
        Assert.Empty(await Queued(3));
        Assert.Empty(await Queued());
    }

    [Fact]
    public async Task Should_give_a_message_again_until_a_unit_takes_it()
    {
        await Storage.Transport.Send([Some.Message(0)], CancellationToken.None);

        Assert.Equal(Assert.Single(await Queued(0)).Receipt, Assert.Single(await Queued(0)).Receipt);
    }

    /// <summary>After a lost answer the sender repeats itself; that is recognised elsewhere, not here.</summary>
    [Fact]
    public async Task Should_deliver_twice_what_is_sent_twice()
    {
        var message = Some.Message(0);
        await Storage.Transport.Send([message], CancellationToken.None);
        await Storage.Transport.Send([message], CancellationToken.None);

        Assert.Equal(2, (await Queued(0)).Select(received => received.Receipt).Distinct().Count());
    }

    [Fact]
    public async Task Should_wake_whoever_listens_elsewhere_until_disposed()
    {
        var other = await Store.Open();
        var woken = new ConcurrentQueue<IReadOnlyCollection<int>>();
        using (Storage.Transport.OnWake(woken.Enqueue))
        {
            // A wake-up is a hint and may get lost, above all before the other side listens.
            for (var attempts = 0; woken.IsEmpty && attempts < 200; attempts++)
            {
                other.Transport.Wake([2, WakeUp.Observers]);
                await Task.Delay(50);
            }
        }

        Assert.Equal([WakeUp.Observers, 2], Assert.Single(woken.Take(1)).Order());
        woken.Clear();
        other.Transport.Wake([3]);
        await Task.Delay(200);
        Assert.DoesNotContain(woken, partitions => partitions.Contains(3));
    }

    Task<ReceivedBatch> Receive(DateTimeOffset now, int limit, params int[] partitions) =>
        Storage.Transport.Receive(partitions, now, limit, CancellationToken.None);

    static TransportMessage Sent(ReceivedMessage received, IEnumerable<TransportMessage> sent) =>
        sent.Single(message => message.MessageId == received.Message.MessageId);
}
