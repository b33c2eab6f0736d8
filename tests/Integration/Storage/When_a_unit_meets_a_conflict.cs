using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_a_unit_meets_a_conflict(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_a_unit_meets_a_conflict(new InMemoryStore());

    public sealed class On_postgres() : When_a_unit_meets_a_conflict(new PostgresStore());

    [Fact]
    public async Task Should_refuse_a_version_that_the_stream_has_already()
    {
        var stream = Some.Id();
        await Worker.Append(stream, 1, 2);

        await Conflicts(events: [Some.Event(Lease, 1, Some.Id(), 1), Some.Event(Lease, 2, stream, 2)]);
    }

    [Fact]
    public async Task Should_refuse_to_start_a_saga_that_is_there_already()
    {
        var saga = await StartedSaga();

        await Conflicts(sagas: [Some.Saga(Some.Id(), 0), Some.Saga(saga, 0)]);
    }

    [Fact]
    public async Task Should_refuse_another_saga_of_the_same_correlation()
    {
        var saga = await StartedSaga();

        await Conflicts(sagas: [Some.Saga(Some.Id(), 0, correlation: saga.ToString())]);
    }

    [Theory]
    [InlineData("""{"step":"crediting"}""")]
    [InlineData(null)]
    public async Task Should_refuse_to_change_or_end_a_saga_of_another_version(string? data)
    {
        var saga = await StartedSaga();

        await Conflicts(sagas: [Some.Saga(Some.Id(), 0), Some.Saga(saga, 2, data)]);
        await Conflicts(sagas: [Some.Saga(Some.Id(), 1, data)]);

        Assert.Equal(1, (await Worker.Prefetch(saga: saga)).Sagas[saga].Version);
    }

    [Fact]
    public async Task Should_refuse_a_second_reply_to_a_request()
    {
        var first = Some.Reply(Some.Id());
        await Worker.Commit(new UnitChanges { UnitId = Some.Id(), Leases = [Lease], Replies = [first] });

        var before = Lease;
        var unit = EverythingAt(before);
        var outcome = await Worker.Commit(new UnitChanges
        {
            UnitId = unit.UnitId,
            Leases = unit.Leases,
            Events = unit.Events,
            Replies = [.. unit.Replies, Some.Reply(first.RequestId)],
        });

        Assert.IsType<CommitOutcome.Conflict>(outcome);
        await NothingOf(unit, before);
        var stored = (await Worker.Prefetch(request: first.RequestId)).Requests[first.RequestId];
        Assert.Equal(first.MessageId, stored.MessageId);
    }

    [Theory]
    [InlineData("request")]
    [InlineData("stream")]
    [InlineData("saga")]
    public async Task Should_refuse_what_was_computed_on_something_new_that_is_there(string kind)
    {
        var there = EverythingAt(Lease);
        await Worker.Commit(there);
        Guid[] Taken(string which, Guid id) => which == kind ? [Some.Id(), id] : [Some.Id()];

        await Conflicts(absent: new(
            Taken("request", there.Replies[0].RequestId),
            Taken("stream", there.Events[0].Stored.StreamId),
            Taken("saga", there.Sagas[0].SagaId)));
    }

    async Task<Guid> StartedSaga()
    {
        var saga = Some.Id();
        await Worker.Commit(new UnitChanges { UnitId = Some.Id(), Leases = [Lease], Sagas = [Some.Saga(saga, 0)] });
        return saga;
    }

    /// <summary>The conflict refuses all the rest of the unit too; after it, the worker goes on as before.</summary>
    async Task Conflicts(
        IReadOnlyList<CommittedEvent>? events = null, IReadOnlyList<SagaWrite>? sagas = null, Absent? absent = null)
    {
        var before = Lease;
        var unit = EverythingAt(before);
        var refused = new UnitChanges
        {
            UnitId = unit.UnitId,
            Leases = unit.Leases,
            Events = events ?? unit.Events,
            Sagas = sagas ?? unit.Sagas,
            Outgoing = unit.Outgoing,
            Failures = unit.Failures,
            Replies = unit.Replies,
            Snapshots = unit.Snapshots,
            Absent = absent ?? Absent.None,
        };

        Assert.IsType<CommitOutcome.Conflict>(await Worker.Commit(refused));

        await NothingOf(unit, before);
        await Worker.Append(Some.Id(), 1, 1);
    }
}
