using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_the_connection_is_cut_anywhere(ITestOutputHelper output) : FaultTest
{
    const int Rounds = 400;
    const int Seed = 20250330;

    readonly Random _random = new(Seed);
    readonly List<(Guid Stream, int Version)> _stored = [];
    readonly List<Guid> _sent = [];
    readonly Dictionary<string, int> _outcomes = [];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Should_neither_lose_nor_double_anything_and_know_every_outcome()
    {
        var size = await SizeOfACommit();
        var plan = NextPlan();
        for (var round = 0; round < Rounds; round++)
        {
            var unit = UnitOf(plan);
            Arm(size, unit);
            var outcome = await Settled(unit, await Worker.Commit(unit));
            Proxy.Disarm();
            Assert.Equal(await IsStored(unit), outcome is CommitOutcome.Committed);
            if (outcome is CommitOutcome.Committed)
            {
                Worker.Advance(unit);
                Remember(unit);
                plan = NextPlan();
            }
            else
            {
                Assert.IsType<CommitOutcome.RolledBack>(outcome);
            }
        }

        var outcomes = string.Join(", ", _outcomes.OrderBy(entry => entry.Key));
        output.WriteLine($"seed {Seed}: {Proxy.Cuts} cuts in {Rounds} commits; {outcomes}");
        Assert.True(Proxy.Cuts >= 200, $"Only {Proxy.Cuts} cuts.");
        await IsWhatIsStored();
    }

    async Task<long> SizeOfACommit()
    {
        await Worker.Append(Some.Id(), 1, 1);
        _stored.Add(((await Log())[0].StreamId, 1));
        var before = Proxy.Bytes;
        var unit = UnitOf(NextPlan());
        Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(unit));
        Remember(unit);
        return Proxy.Bytes - before;
    }

    void Arm(long size, UnitChanges unit)
    {
        if (_random.Next(3) == 0)
            Proxy.CutAtCommit(Enum.GetValues<CommitCut>()[_random.Next(4)], unit.UnitId);
        else
            Proxy.CutAfter(_random.NextInt64(size + (size / 10)));
    }

    /// <summary>Asks until there is an answer; the question itself may be cut off too.</summary>
    async Task<CommitOutcome> Settled(UnitChanges unit, CommitOutcome outcome)
    {
        Count(outcome.GetType().Name);
        if (outcome is not CommitOutcome.Unknown unknown)
            return outcome;
        while (true)
        {
            try
            {
                if (_random.Next(2) == 0)
                    Proxy.CutAfter(_random.Next(2500));
                var settled = await Worker.Units.Resolve(unit, unknown, CancellationToken.None);
                Count($"Unknown, then {settled.GetType().Name}");
                return settled;
            }
            catch (StoreUnavailableException)
            {
                Count("Unknown, asked again");
            }
        }
    }

    (Guid Stream, int Count, Guid Message) NextPlan() => (Some.Id(), _random.Next(1, 6), Some.Id());

    /// <summary>A new unit each time, of the same content until it is stored.</summary>
    UnitChanges UnitOf((Guid Stream, int Count, Guid Message) plan) => new()
    {
        UnitId = Some.Id(),
        Leases = [Worker.Lease(0)],
        Events = Some.Events(Worker.Lease(0), plan.Stream, 1, plan.Count),
        Sagas = [Some.Saga(plan.Message, 0)],
        Outgoing = [Some.Message(1) with { MessageId = plan.Message }],
        Replies = [Some.Reply(plan.Message)],
    };

    void Remember(UnitChanges unit)
    {
        _stored.AddRange(unit.Events.Select(e => (e.Stored.StreamId, e.Stored.StreamVersion)));
        _sent.AddRange(unit.Outgoing.Select(message => message.MessageId));
    }

    void Count(string outcome) => _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;

    async Task IsWhatIsStored()
    {
        var log = await Log();
        Assert.Equal(_stored, log.Select(e => (e.StreamId, e.StreamVersion)));
        Assert.Equal(Enumerable.Range(1, log.Count).Select(position => (long)position), log.Select(e => e.Position));
        var queued = await Storage.Transport.Receive([1], Some.Time, 10_000, CancellationToken.None);
        Assert.Equal(_sent, queued.Messages.Select(received => received.Message.MessageId));
        Assert.Equal(_sent.Count, await Ask<long>("select count(*) from sagas"));
        Assert.Equal(_sent.Count, await Ask<long>("select count(*) from requests"));
    }
}
