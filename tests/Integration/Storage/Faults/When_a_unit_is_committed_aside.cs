using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_a_unit_is_committed_aside : FaultTest
{
    /// <summary>What reads see meanwhile is what was there before.</summary>
    [Fact]
    public async Task Should_be_read_beside_and_be_there_when_it_says_so()
    {
        await Worker.Append(Some.Id(), 1, 1);
        var stored = (await Log())[0].StreamId;
        await using var gate = await Connect();
        await using var key = new NpgsqlCommand("select pg_advisory_lock(42)", gate);
        await key.ExecuteNonQueryAsync();
        Extra.Text = () => "select pg_advisory_xact_lock(42)";
        var unit = SomeUnit();
        var added = unit.Events[0].Stored.StreamId;

        var committing = Worker.Units.CommitAside(unit, CancellationToken.None);
        var meanwhile = await Read(stored, added);

        Assert.False(committing.IsCompleted);
        Assert.Equal([stored], meanwhile.Streams.Keys);
        key.CommandText = "select pg_advisory_unlock(42)";
        await key.ExecuteNonQueryAsync();
        Assert.IsType<CommitOutcome.Committed>(await committing);
        Assert.Equal(2, (await Read(stored, added)).Streams.Count);
        Worker.Advance(unit);
        await GoesOn();
    }

    [Fact]
    public async Task Should_say_how_it_failed()
    {
        var lost = SomeUnit();
        Proxy.CutAtCommit(CommitCut.BeforeTheAnswer, lost.UnitId);

        var outcome = await Worker.Units.CommitAside(lost, CancellationToken.None);

        var unknown = Assert.IsType<CommitOutcome.Unknown>(outcome);
        Assert.IsType<CommitOutcome.Committed>(await Worker.Units.Resolve(lost, unknown, CancellationToken.None));
        Worker.Advance(lost);
        await GoesOn();
    }

    async Task<Prefetched> Read(params Guid[] streams)
    {
        var wanted = new PrefetchRequest();
        wanted.Streams.UnionWith(streams);
        return await Worker.Units.Prefetch(wanted, CancellationToken.None);
    }
}
