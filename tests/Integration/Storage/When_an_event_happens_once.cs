using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_an_event_happens_once(StoreUnderTest store) : StorageTest(store)
{
    readonly Guid _stream = Some.Id();
    readonly Guid _key = Some.Id();

    public sealed class In_memory() : When_an_event_happens_once(new InMemoryStore());

    public sealed class On_postgres() : When_an_event_happens_once(new PostgresStore());

    [Fact]
    public async Task Should_refuse_the_whole_unit_that_repeats_it()
    {
        await Happen();

        await IsRejected(Some.Event(Lease, 1, Some.Id(), 1), Some.Event(Lease, 2, _stream, 2, onceKey: _key));
    }

    [Fact]
    public async Task Should_refuse_a_unit_that_holds_it_twice() => await IsRejected(
        Some.Event(Lease, 1, _stream, 1, onceKey: _key), Some.Event(Lease, 2, _stream, 2, onceKey: _key));

    /// <summary>What was decided on an old version may be no repetition, once it is decided on the new one.</summary>
    [Fact]
    public async Task Should_meet_a_conflict_where_the_stream_has_moved_on_too()
    {
        await Happen();
        var before = Lease;

        var outcome = await Worker.Commit(Unit(Some.Event(Lease, 1, _stream, 1, onceKey: _key)));

        Assert.IsType<CommitOutcome.Conflict>(outcome);
        Assert.Equal(before.Position, (await Log()).Count);
    }

    [Fact]
    public async Task Should_refuse_it_from_a_tool_as_well()
    {
        var happened = Some.Event() with { OnceKey = _key };

        var first = await Storage.Events.Append(Lease, _stream, 0, [happened], CancellationToken.None);
        var moved = Lease with { Position = 1 };
        var second = await Storage.Events.Append(moved, _stream, 1, [happened], CancellationToken.None);

        Assert.IsType<CommitOutcome.Committed>(first);
        Assert.IsType<CommitOutcome.Rejected>(second);
        Assert.Single(await Log());
    }

    [Fact]
    public async Task Should_take_what_is_something_else()
    {
        await Happen();

        var outcome = await Worker.Commit(Unit(
            Some.Event(Lease, 1, _stream, 2, onceKey: Some.Id()),
            Some.Event(Lease, 2, _stream, 3),
            Some.Event(Lease, 3, _stream, 4),
            Some.Event(Lease, 4, Some.Id(), 1, onceKey: _key)));

        Assert.IsType<CommitOutcome.Committed>(outcome);
    }

    [Fact]
    public async Task Should_be_found_by_its_key()
    {
        await Worker.Append(_stream, 1, 3);
        await Worker.Commit(Unit(
            Some.Event(Lease, 1, _stream, 4, onceKey: Some.Id()),
            Some.Event(Lease, 2, _stream, 5, """{"amount":"1.50"}""", _key),
            Some.Event(Lease, 3, Some.Id(), 1, onceKey: _key)));

        var found = await Worker.Units.FindOnce(_stream, _key, CancellationToken.None);

        Assert.NotNull(found);
        Assert.Equal(
            (_stream, 5, "account.debited.v1", """{"amount":"1.50"}""", Some.Time),
            (found.StreamId, found.StreamVersion, found.Type, Some.Text(found.Data), found.OccurredAt));
    }

    [Fact]
    public async Task Should_not_be_found_where_it_has_not_happened()
    {
        await Happen();
        await Worker.Append(Some.Id(), 1, 1);
        var other = Some.Id();
        await IsRejected(Some.Event(Lease, 1, other, 1, onceKey: _key), Some.Event(Lease, 2, _stream, 2, onceKey: _key));

        Assert.Null(await Worker.Units.FindOnce(_stream, Some.Id(), CancellationToken.None));
        Assert.Null(await Worker.Units.FindOnce(other, _key, CancellationToken.None));
    }

    async Task Happen() => Assert.IsType<CommitOutcome.Committed>(
        await Worker.Commit(Unit(Some.Event(Lease, 1, _stream, 1, onceKey: _key))));

    /// <summary>Nothing else of the unit is there either; after it, the worker goes on as before.</summary>
    async Task IsRejected(params CommittedEvent[] events)
    {
        var before = Lease;
        var unit = EverythingAt(before);
        var refused = new UnitChanges
        {
            UnitId = unit.UnitId,
            Leases = unit.Leases,
            Events = events,
            Sagas = unit.Sagas,
            Outgoing = unit.Outgoing,
            Failures = unit.Failures,
            Replies = unit.Replies,
            Snapshots = unit.Snapshots,
        };

        Assert.IsType<CommitOutcome.Rejected>(await Worker.Commit(refused));

        await NothingOf(unit, before);
        await Worker.Append(Some.Id(), 1, 1);
    }

    UnitChanges Unit(params CommittedEvent[] events) => new() { UnitId = Some.Id(), Leases = [Lease], Events = events };
}
