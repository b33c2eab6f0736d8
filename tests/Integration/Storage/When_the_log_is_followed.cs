using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>Two partitions, and readers that come back with the position they were given.</summary>
public sealed class When_the_log_is_followed : IAsyncLifetime
{
    PostgresStore Store { get; } = new();

    NpgsqlDataSource? _database;
    IStorage? _storage;
    TestWorker? _worker;

    EventLog Events => new(_database!);

    public async Task InitializeAsync()
    {
        _storage = await Store.Open();
        await _storage.Ownership.Install([TestWorker.Endpoint], CancellationToken.None);
        _worker = await TestWorker.Start(_storage, 0, 1);
        _database = NpgsqlDataSource.Create(await Store.ConnectionString());
    }

    public async Task DisposeAsync()
    {
        await _database!.DisposeAsync();
        await _worker!.DisposeAsync();
        await Store.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Should_give_every_event_once_and_in_order_while_more_are_written(int limit)
    {
        var writing = Task.Run(() => LongLog.Write(_worker!));

        var seen = await FollowUntil(writing, LogScope.All, EventTypes.All, limit);

        await writing;
        foreach (var partition in seen.GroupBy(e => e.Partition))
            Assert.Equal(
                Enumerable.Range(1, partition.Count()).Select(position => (long)position),
                partition.Select(e => e.Position));
        Assert.Equal(300, seen.Count);
    }

    [Fact]
    public async Task Should_give_those_of_a_type_and_no_others()
    {
        await LongLog.Insert(_database!, 20);
        var named = await FollowUntil(Task.CompletedTask, LogScope.All, new(["n.three.v1"], []), limit: 2);
        var begun = await FollowUntil(Task.CompletedTask, LogScope.All, new([], ["n."]), limit: 3);
        var both = await FollowUntil(Task.CompletedTask, LogScope.All, new(["other.v1"], ["n."]), limit: 100);

        Assert.Equal([3, 6, 9, 12, 15, 18], named.Select(e => e.Position));
        Assert.Equal(named.Select(e => e.Position), begun.Select(e => e.Position));
        Assert.Equal(Enumerable.Range(1, 20).Select(position => (long)position), both.Select(e => e.Position));
    }

    [Fact]
    public async Task Should_get_on_where_nothing_is_wanted_without_looking_at_all_of_it_at_once()
    {
        await LongLog.Insert(_database!, 7_000);

        var first = await Read(LogPosition.Start, LogScope.All, new(["none.v1"], []), limit: 10);
        var second = await Read(first.Next, LogScope.All, new(["none.v1"], []), limit: 10);

        Assert.Equal((0, false, 5_000), (first.Events.Count, first.IsAtEnd, first.Next[0]));
        Assert.Equal((0, true, 7_000), (second.Events.Count, second.IsAtEnd, second.Next[0]));
    }

    [Fact]
    public async Task Should_give_a_stream_from_the_position_on()
    {
        var (stream, other) = (Some.Id(), Some.Id());
        await _worker!.Append(Some.Id(), 1, 1, partition: 1);
        for (var version = 1; version <= 20; version++)
        {
            await _worker.Append(other, version, 1);
            await _worker.Append(stream, version, 1);
        }

        // The stream has every second position.
        foreach (var after in new[] { 0, 1, 2, 17, 38, 39 })
        {
            var reader = LogPosition.Of(new(0, after + 1), new(1, 1));
            var found = await Read(reader, new LogScope.OneSubject(stream), EventTypes.All, limit: 100);
            Assert.Equal(
                Enumerable.Range(1, 20).Where(n => 2 * n > after + 1), found.Events.Select(e => e.StreamVersion));
        }

        var all = await FollowUntil(Task.CompletedTask, new LogScope.OneSubject(stream), EventTypes.All, limit: 3);
        Assert.Equal(Enumerable.Range(1, 20), all.Select(e => e.StreamVersion));
    }

    [Fact]
    public async Task Should_not_read_a_long_stream_to_its_end_for_what_is_not_in_it()
    {
        var stream = await LongLog.Insert(_database!, 7_000);

        var first = await Read(LogPosition.Start, new LogScope.OneSubject(stream), new(["none.v1"], []), limit: 10);
        var second = await Read(first.Next, new LogScope.OneSubject(stream), new(["none.v1"], []), limit: 10);

        Assert.Equal((0, false, 5_000), (first.Events.Count, first.IsAtEnd, first.Next[0]));
        Assert.Equal((0, true, 7_000), (second.Events.Count, second.IsAtEnd, second.Next[0]));
    }

    [Fact]
    public async Task Should_give_what_a_movement_did_in_other_streams()
    {
        var (movement, account, stranger) = (Some.Id(), Some.Id(), Some.Id());
        await Commit(Some.Event(_worker!.Lease(1), 1, movement, 1));
        await Commit(
            Some.Event(_worker.Lease(), 1, account, 1, onceKey: Some.Id()),
            Some.Event(_worker.Lease(), 2, account, 2, onceKey: movement),
            Some.Event(_worker.Lease(), 3, stranger, 1, onceKey: movement),
            Some.Event(_worker.Lease(), 4, account, 3));
        await Commit(Some.Event(_worker.Lease(1), 1, movement, 2));
        var scope = new LogScope.Movement(movement, [account], [movement, Some.Id()]);

        foreach (var limit in new[] { 1, 2, 10 })
        {
            var found = await FollowUntil(Task.CompletedTask, scope, EventTypes.All, limit);
            Assert.Equal(
                new[] { (account, 2), (movement, 1), (movement, 2) }.Order(),
                found.Select(e => (e.StreamId, e.StreamVersion)).Order());
        }
    }

    [Fact]
    public async Task Should_have_nothing_of_a_stream_that_is_none()
    {
        await Fill();

        var slice = await Read(LogPosition.Start, new LogScope.OneSubject(Some.Id()), EventTypes.All, limit: 5);

        Assert.Equal((0, true), (slice.Events.Count, slice.IsAtEnd));
        Assert.Equal(await Events.End(CancellationToken.None), slice.Next);
    }

    [Fact]
    public async Task Should_know_a_position_that_is_none_of_its_own()
    {
        await Fill();
        var end = await Events.End(CancellationToken.None);

        foreach (var after in new[] { end.Merge(LogPosition.At(0, end[0] + 1)), LogPosition.At(99, 1) })
            Assert.Null(await Events.Read(new(after, EventTypes.All, LogScope.All, 10), CancellationToken.None));
    }

    async Task Fill()
    {
        await _worker!.Append(Some.Id(), 1, 2);
        await _worker.Append(Some.Id(), 1, 2, partition: 1);
    }

    async Task Commit(params CommittedEvent[] events) => Assert.IsType<CommitOutcome.Committed>(
        await _worker!.Commit(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [_worker.Lease(events[0].Stored.Partition)],
            Events = events,
        }));

    /// <summary>Goes on until nothing is written any more, and the end is reached.</summary>
    async Task<List<StoredEvent>> FollowUntil(Task writing, LogScope scope, EventTypes types, int limit)
    {
        List<StoredEvent> seen = [];
        var position = LogPosition.Start;
        while (true)
        {
            var isLast = writing.IsCompleted;
            var slice = await Read(position, scope, types, limit);
            Assert.InRange(slice.Events.Count, 0, limit);
            Assert.True(slice.Next.Covers(position));
            seen.AddRange(slice.Events);
            position = LogPosition.Parse(slice.Next.ToString());
            if (isLast && slice.IsAtEnd)
                return seen;
        }
    }

    async Task<LogSlice> Read(LogPosition after, LogScope scope, EventTypes types, int limit)
    {
        var slice = await Events.Read(new(after, types, scope, limit), CancellationToken.None);
        Assert.NotNull(slice);
        return slice;
    }
}
