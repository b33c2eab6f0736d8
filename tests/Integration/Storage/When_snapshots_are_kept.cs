using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_snapshots_are_kept(StoreUnderTest store) : StorageTest(store)
{
    readonly Guid _stream = Some.Id();

    public sealed class In_memory() : When_snapshots_are_kept(new InMemoryStore());

    public sealed class On_postgres() : When_snapshots_are_kept(new PostgresStore());

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Worker.Append(_stream, 1, 9);
        await Keep(Some.Snapshot(_stream, 2), Some.Snapshot(_stream, 4), Some.Snapshot(_stream, 6));
    }

    [Fact]
    public async Task Should_use_the_newest()
    {
        await Keep(Some.Snapshot(_stream, 8, """{"b":1, "a":1.0}""") with { Schema = "account.8" });

        var slice = await Read();

        Assert.Equal((8, "account.8"), (slice.Snapshot!.Version, slice.Snapshot.Schema));
        Assert.Equal("""{"b":1, "a":1.0}"""u8.ToArray(), slice.Snapshot.State.ToArray());
        Assert.Equal([9], slice.Events.Select(e => e.StreamVersion));
    }

    [Fact]
    public async Task Should_keep_the_first_of_a_version()
    {
        await Keep(Some.Snapshot(_stream, 6, """{"balance":"other"}"""));

        Assert.Equal("""{"balance":"7"}""", Some.Text((await Read()).Snapshot!.State));
    }

    [Fact]
    public async Task Should_pass_over_one_that_is_not_what_was_written()
    {
        await Store.SpoilSnapshot(_stream, 6);

        await AssertRead(from: 4);
    }

    [Fact]
    public async Task Should_pass_over_one_of_a_version_that_the_stream_does_not_have()
    {
        await Keep(Some.Snapshot(_stream, 10));

        await AssertRead(from: 6);
    }

    [Fact]
    public async Task Should_pass_over_one_of_another_event()
    {
        await Keep(Some.Snapshot(_stream, 8) with { UpdatedAt = Some.Time.AddSeconds(1) });

        await AssertRead(from: 6);
    }

    [Fact]
    public async Task Should_do_without_when_none_is_sound()
    {
        foreach (var version in (int[])[2, 4, 6])
            await Store.SpoilSnapshot(_stream, version);

        await AssertRead(from: 0);
    }

    async Task AssertRead(int from)
    {
        var slice = await Read();
        Assert.Equal(from, slice.Snapshot?.Version ?? 0);
        Assert.Equal(Enumerable.Range(from + 1, 9 - from), slice.Events.Select(e => e.StreamVersion));
    }

    async Task<StreamSlice> Read() => (await Worker.Prefetch(stream: _stream)).Streams[_stream];

    async Task Keep(params StreamSnapshot[] snapshots) => Assert.IsType<CommitOutcome.Committed>(
        await Worker.Commit(new UnitChanges { UnitId = Some.Id(), Leases = [Lease], Snapshots = snapshots }));
}
