using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_a_unit_is_committed(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_a_unit_is_committed(new InMemoryStore());

    public sealed class On_postgres() : When_a_unit_is_committed(new PostgresStore());

    [Fact]
    public async Task Should_write_all_of_it()
    {
        var stream = Some.Id();
        var unit = EverythingAt(Lease, stream);

        Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(unit));

        Assert.Equal([1L, 2], (await Log()).Select(e => e.Position));
        Assert.Equal(unit.Outgoing[0].MessageId, Assert.Single(await Queued(0)).Message.MessageId);
        Assert.Single(await Store.FailedMessages());
        Assert.Single((await Worker.Prefetch(saga: unit.Sagas[0].SagaId)).Sagas);
        Assert.Single((await Worker.Prefetch(request: unit.Replies[0].RequestId)).Requests);
        Assert.NotNull((await Worker.Prefetch(stream: unit.Snapshots[0].StreamId)).Streams.Single().Value.Snapshot);
    }

    [Fact]
    public async Task Should_keep_positions_dense_in_each_partition()
    {
        var (one, two) = (Some.Id(), Some.Id());
        for (var round = 0; round < 3; round++)
        {
            var (left, right) = (Worker.Lease(0), Worker.Lease(1));
            Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(new UnitChanges
            {
                UnitId = Some.Id(),
                Leases = [left, right],
                Events =
                [
                    Some.Event(left, 1, one, (2 * round) + 1),
                    Some.Event(right, 1, two, round + 1),
                    Some.Event(left, 2, one, (2 * round) + 2),
                ],
            }));
        }

        Assert.Equal([1L, 2, 3, 4, 5, 6], (await Log(0)).Select(e => e.Position));
        Assert.Equal([1L, 2, 3], (await Log(1)).Select(e => e.Position));
        await using var next = await TestWorker.Start(Storage, 0, 1);
        Assert.Equal((6, 3), (next.Lease(0).Position, next.Lease(1).Position));
    }

    [Fact]
    public async Task Should_take_handled_messages_and_show_sent_ones_together()
    {
        await Storage.Transport.Send([Some.Message(0), Some.Message(0)], CancellationToken.None);
        var (handled, other) = ((await Queued(0))[0], (await Queued(0))[1]);
        var sent = Some.Message(1);

        await Worker.Commit(new UnitChanges
        {
            UnitId = Some.Id(), Leases = [Lease], Consumed = [handled.Receipt], Outgoing = [sent],
        });

        Assert.Equal(
            [other.Message.MessageId, sent.MessageId],
            (await Queued(0, 1)).Select(received => received.Message.MessageId));
    }

    [Fact]
    public async Task Should_leave_handled_messages_in_the_queue_when_it_is_refused()
    {
        await Storage.Transport.Send([Some.Message(0)], CancellationToken.None);
        var handled = Assert.Single(await Queued(0));

        await Worker.Commit(new UnitChanges
        {
            UnitId = Some.Id(), Leases = [Lease], Consumed = [handled.Receipt], Sagas = [Some.Saga(Some.Id(), 7)],
        });

        Assert.Equal(handled.Receipt, Assert.Single(await Queued(0)).Receipt);
    }

    [Fact]
    public async Task Should_carry_a_saga_through_its_versions()
    {
        var saga = Some.Id();
        await CommitSaga(Some.Saga(saga, 0, """{"step":"debiting"}"""));
        await CommitSaga(Some.Saga(saga, 1, """{"step":"crediting"}"""));

        var stored = (await Worker.Prefetch(saga: saga)).Sagas[saga];
        Assert.Equal((2, """{"step":"crediting"}"""), (stored.Version, Some.Text(stored.Data)));

        await CommitSaga(Some.Saga(saga, 2, data: null));
        Assert.Empty((await Worker.Prefetch(saga: saga)).Sagas);
    }

    [Fact]
    public async Task Should_keep_a_failed_message_whole()
    {
        var message = Some.Message(0);

        await CommitFailure(Some.Failure(message, attempts: 6));

        var stored = Assert.Single(await Store.FailedMessages());
        Assert.Equal((message.MessageId, message.Type, 0), (
            stored.Message.MessageId, stored.Message.Type, stored.Message.Partition));
        Assert.Equal(message.Headers.ToArray(), stored.Message.Headers.ToArray());
        Assert.Equal(message.Body.ToArray(), stored.Message.Body.ToArray());
        Assert.Equal(("accounts", 6, Some.Time.AddMinutes(6)), (stored.Endpoint, stored.Attempts, stored.FailedAt));
        Assert.Equal(("System.DivideByZeroException", "by zero", "at line 1"), (
            stored.ExceptionType, stored.ExceptionMessage, stored.Exception));
    }

    [Fact]
    public async Task Should_add_the_attempts_of_a_message_that_fails_again()
    {
        var message = Some.Message(0);
        await CommitFailure(Some.Failure(message, attempts: 6));
        await CommitFailure(Some.Failure(Some.Message(0), attempts: 1));

        await CommitFailure(Some.Failure(message, attempts: 3) with { ExceptionMessage = "still by zero" });

        var stored = (await Store.FailedMessages()).Single(failed => failed.Message.MessageId == message.MessageId);
        Assert.Equal(("still by zero", 9, Some.Time.AddMinutes(3)), (
            stored.ExceptionMessage, stored.Attempts, stored.FailedAt));
        Assert.Equal(2, (await Store.FailedMessages()).Count);
    }

    [Fact]
    public async Task Should_have_copied_the_bytes_when_it_returns()
    {
        var buffer = """{"amount":"1.50"}"""u8.ToArray();
        var unit = EverythingAt(Lease);
        await Worker.Commit(new UnitChanges
        {
            UnitId = unit.UnitId,
            Leases = unit.Leases,
            Events = [unit.Events[0] with { Stored = unit.Events[0].Stored with { Data = buffer } }],
            Sagas = [unit.Sagas[0] with { Data = buffer }],
            Outgoing = [unit.Outgoing[0] with { Body = buffer }],
            Replies = [unit.Replies[0] with { Body = buffer }],
        });

        Array.Clear(buffer);

        const string Written = """{"amount":"1.50"}""";
        var found = await Worker.Prefetch(saga: unit.Sagas[0].SagaId, request: unit.Replies[0].RequestId);
        Assert.Equal(Written, Some.Text((await Log())[0].Data));
        Assert.Equal(Written, Some.Text(found.Sagas.Values.Single().Data));
        Assert.Equal(Written, Some.Text((await Queued(0))[0].Message.Body));
        Assert.Equal(Written, Some.Text(found.Requests.Values.Single().Body));
    }

    async Task CommitSaga(SagaWrite saga) => Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(new UnitChanges
    {
        UnitId = Some.Id(), Leases = [Lease], Sagas = [saga],
    }));

    async Task CommitFailure(FailedMessage failure) => Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(
        new UnitChanges { UnitId = Some.Id(), Leases = [Lease], Failures = [failure] }));
}
