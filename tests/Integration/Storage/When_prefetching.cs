using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_prefetching(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_prefetching(new InMemoryStore());

    public sealed class On_postgres() : When_prefetching(new PostgresStore());

    [Fact]
    public async Task Should_find_a_whole_stream_in_order()
    {
        var stream = Some.Id();
        await Worker.Append(stream, 1, 3);
        await Worker.Append(Some.Id(), 1, 2);
        await Worker.Append(stream, 4, 2);

        var slice = (await Worker.Prefetch(stream: stream)).Streams[stream];

        Assert.Null(slice.Snapshot);
        Assert.Equal([1, 2, 3, 4, 5], slice.Events.Select(e => e.StreamVersion));
        Assert.Equal([1L, 2, 3, 6, 7], slice.Events.Select(e => e.Position));
        Assert.All(
            slice.Events, e => Assert.Equal((0, stream, "account.debited.v1"), (e.Partition, e.StreamId, e.Type)));
        Assert.All(slice.Events, e => Assert.Equal($$"""{"version":{{e.StreamVersion}}}""", Some.Text(e.Data)));
        Assert.All(slice.Events, e => Assert.Equal(Some.Origin, e.Origin));
        Assert.All(slice.Events, e => Assert.Equal(Some.Time, e.OccurredAt));
    }

    [Fact]
    public async Task Should_find_a_snapshot_and_only_what_came_after_it()
    {
        var stream = Some.Id();
        await Worker.Append(stream, 1, 5);
        await Worker.Commit(new UnitChanges
        {
            UnitId = Some.Id(), Leases = [Lease], Snapshots = [Some.Snapshot(stream, 3)],
        });

        var slice = (await Worker.Prefetch(stream: stream)).Streams[stream];

        Assert.Equal((3, "account.1", """{"balance":"7"}"""), (
            slice.Snapshot!.Version, slice.Snapshot.Schema, Some.Text(slice.Snapshot.State)));
        Assert.Equal((Some.Time.AddSeconds(-3), Some.Time), (slice.Snapshot.CreatedAt, slice.Snapshot.UpdatedAt));
        Assert.Equal([4, 5], slice.Events.Select(e => e.StreamVersion));
    }

    [Fact]
    public async Task Should_read_a_whole_stream_beside_its_snapshot()
    {
        var stream = Some.Id();
        await Worker.Append(stream, 1, 3);
        await Worker.Commit(new UnitChanges
        {
            UnitId = Some.Id(), Leases = [Lease], Snapshots = [Some.Snapshot(stream, 3)],
        });

        var slice = await Worker.Units.ReadWholeStream(stream, CancellationToken.None);

        Assert.Null(slice.Snapshot);
        Assert.Equal([1, 2, 3], slice.Events.Select(e => e.StreamVersion));
        Assert.Empty((await Worker.Units.ReadWholeStream(Some.Id(), CancellationToken.None)).Events);
    }

    [Fact]
    public async Task Should_find_sagas_and_replies_in_the_same_round_trip()
    {
        var (stream, saga, request) = (Some.Id(), Some.Id(), Some.Reply(Some.Id()));
        await Worker.Commit(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [Lease],
            Events = Some.Events(Lease, stream, 1, 1),
            Sagas = [Some.Saga(saga, 0)],
            Replies = [request],
        });

        var found = await Worker.Prefetch(stream, saga, request.RequestId);

        Assert.Single(found.Streams[stream].Events);
        var stored = found.Sagas[saga];
        Assert.Equal((saga, "TopupSaga", 1), (stored.SagaId, stored.Saga, stored.Version));
        Assert.Equal("""{"step":"debiting"}""", Some.Text(stored.Data));
        var reply = found.Requests[request.RequestId];
        Assert.Equal(request with { Body = default }, reply with { Body = default });
        Assert.Equal(request.Body.ToArray(), reply.Body.ToArray());
    }

    [Fact]
    public async Task Should_leave_out_what_does_not_exist()
    {
        await Worker.Append(Some.Id(), 1, 1);

        var found = await Worker.Prefetch(Some.Id(), Some.Id(), Some.Id());

        Assert.Empty(found.Streams);
        Assert.Empty(found.Sagas);
        Assert.Empty(found.Requests);
    }
}
