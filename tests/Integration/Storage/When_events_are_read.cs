using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_events_are_read(StoreUnderTest store) : StorageTest(store)
{
    static readonly CancellationToken None = CancellationToken.None;

    readonly Guid _stream = Some.Id();

    public sealed class In_memory() : When_events_are_read(new InMemoryStore());

    public sealed class On_postgres() : When_events_are_read(new PostgresStore());

    [Fact]
    public async Task Should_append_at_the_expected_version()
    {
        Assert.IsType<CommitOutcome.Committed>(await Append(Lease, 0, 2));
        Assert.IsType<CommitOutcome.Committed>(await Append(Lease with { Position = 2 }, 2, 1));

        Assert.Equal([1, 2, 3], await Versions(Storage.Events.ReadStream(_stream, 1, None)));
        Assert.Equal([1L, 2, 3], (await Log()).Select(e => e.Position));
    }

    [Fact]
    public async Task Should_refuse_another_version_or_another_owner()
    {
        await Append(Lease, 0, 2);
        var lease = Lease with { Position = 2 };

        Assert.IsType<CommitOutcome.Conflict>(await Append(lease, 1, 1));
        Assert.IsType<CommitOutcome.Fenced>(await Append(lease with { Epoch = lease.Epoch + 1 }, 2, 1));
        Assert.IsType<CommitOutcome.Fenced>(await Append(lease with { Position = 1 }, 2, 1));
        Assert.Equal(2, (await Log()).Count);
    }

    [Fact]
    public async Task Should_read_a_stream_from_a_version()
    {
        await Append(Lease, 0, 5);

        Assert.Equal([3, 4, 5], await Versions(Storage.Events.ReadStream(_stream, 3, None)));
        Assert.Empty(await Versions(Storage.Events.ReadStream(_stream, 6, None)));
        Assert.Empty(await Versions(Storage.Events.ReadStream(Some.Id(), 1, None)));
    }

    [Fact]
    public async Task Should_read_a_partition_after_a_position()
    {
        await Append(Lease, 0, 5);
        await Append(Worker.Lease(1), 0, 2, Some.Id());

        Assert.Equal([4L, 5], await Positions(Storage.Events.ReadPartition(0, 3, None)));
        Assert.Empty(await Positions(Storage.Events.ReadPartition(0, 5, None)));
        Assert.Equal([1L, 2], await Positions(Storage.Events.ReadPartition(1, 0, None)));
    }

    [Fact]
    public async Task Should_read_from_a_time_on()
    {
        await AppendAMinuteApart(Lease, _stream, 4);
        await AppendAMinuteApart(Worker.Lease(1), Some.Id(), 3);
        var second = Some.Time.AddMinutes(2);

        Assert.Equal([2L, 3, 4], await Positions(Storage.Events.ReadPartition(0, second, None)));
        Assert.Equal(
            [2L, 3, 4],
            await Positions(Storage.Events.ReadPartition(0, second.ToOffset(TimeSpan.FromHours(-7)), None)));
        Assert.Equal(
            [(0, 3L), (0, 4), (1, 3)],
            await Everything(Storage.Events.ReadAll(second.AddTicks(10), None)));
        Assert.Empty(await Everything(Storage.Events.ReadAll(second.AddHours(1), None)));
    }

    [Fact]
    public async Task Should_read_all_partitions_each_after_its_own_position()
    {
        await Append(Lease, 0, 3);
        await Append(Worker.Lease(1), 0, 2, Some.Id());

        Assert.Equal(
            [(0, 3L), (1, 1), (1, 2)],
            await Everything(Storage.Events.ReadAll(new Dictionary<int, long> { [0] = 2 }, None)));
        Assert.Equal(5, (await Everything(Storage.Events.ReadAll(new Dictionary<int, long>(), None))).Count);
    }

    [Fact]
    public async Task Should_read_on_over_more_than_a_page()
    {
        const int Count = 2500;
        await Append(Lease, 0, Count);

        Assert.Equal(Enumerable.Range(1, Count), await Versions(Storage.Events.ReadStream(_stream, 1, None)));
        Assert.Equal(
            Enumerable.Range(501, 2000), await Versions(Storage.Events.ReadStream(_stream, 501, None)));
        Assert.Equal(
            Enumerable.Range(501, 2000).Select(position => (long)position),
            await Positions(Storage.Events.ReadPartition(0, 500, None)));
        Assert.Equal(Count, (await Everything(Storage.Events.ReadAll(Some.Time, None))).Distinct().Count());
        Assert.Equal(Count, (await Worker.Prefetch(stream: _stream)).Streams[_stream].Events.Count);
    }

    Task<CommitOutcome> Append(PartitionLease lease, int expectedVersion, int count, Guid? stream = null) =>
        Storage.Events.Append(
            lease, stream ?? _stream, expectedVersion, [.. Enumerable.Repeat(Some.Event(), count)], None);

    Task<CommitOutcome> AppendAMinuteApart(PartitionLease lease, Guid stream, int count) => Storage.Events.Append(
        lease,
        stream,
        0,
        [.. Enumerable.Range(1, count).Select(minute => Some.Event(at: Some.Time.AddMinutes(minute)))],
        None);

    static async Task<List<int>> Versions(IAsyncEnumerable<StoredEvent> events) =>
        await events.Select(e => e.StreamVersion).ToListAsync();

    static async Task<List<long>> Positions(IAsyncEnumerable<StoredEvent> events) =>
        await events.Select(e => e.Position).ToListAsync();

    static async Task<List<(int, long)>> Everything(IAsyncEnumerable<StoredEvent> events) =>
        await events.Select(e => (e.Partition, e.Position)).ToListAsync();
}
