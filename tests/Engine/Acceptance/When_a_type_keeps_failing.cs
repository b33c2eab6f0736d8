using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_type_keeps_failing
{
    readonly List<string> _told = [];
    readonly World _world;

    public When_a_type_keeps_failing()
    {
        var works = Works.Endpoint();
        works.Recoverability().OnConsecutiveFailures(3, new RateLimitSettings(
            TimeSpan.FromSeconds(10),
            _ => Told("slowed down"),
            _ => Told("as before")));
        _world = new World(this, works);
    }

    [Fact]
    public async Task Should_slow_it_down_and_let_others_pass()
    {
        await using var engine = await Slowed();

        await engine.SendAndDrain(new Piece(Keys.Of(5), 5));
        await engine.SendAndDrain(new Piece(Keys.Of(6), 6));
        await engine.SendAndDrain(new Layer(Keys.Of(7), 70));

        Assert.Equal(["70"], Works.Done(_world));
        Assert.Equal(["slowed down"], _told);
        Assert.Equal(
            [(WaitKind.Throttled, 10), (WaitKind.Throttled, 20)],
            _world.Database.Queue.Values.Select(row => (row.Kind, (int)(row.DueAt - _world.Clock.Now).TotalSeconds)));
        var limit = Assert.Single(_world.Database.RateLimits.Values);
        Assert.Equal(("works", "Piece", 3), (limit.Endpoint, limit.Type, limit.Failures));
    }

    [Fact]
    public async Task Should_try_one_at_a_time()
    {
        await using var engine = await Slowed();
        for (var number = 4; number < 9; number++)
            await engine.SendAndDrain(new Piece(Keys.Of(number), number));

        List<int> tried = [];
        for (var seconds = 0; seconds < 50; seconds += 5)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
            await engine.Drain();
            tried.Add(_world.Script.Lines.Distinct().Count(line => line.StartsWith("try", StringComparison.Ordinal)));
        }

        Assert.Equal([3, 4, 4, 5, 5, 6, 6, 7, 7, 8], tried);
        Assert.Equal(8, _world.Database.FailedMessages.Count);
    }

    [Fact]
    public async Task Should_be_as_before_once_one_succeeds()
    {
        await using var engine = await Slowed();
        for (var number = 4; number < 9; number++)
            await engine.SendAndDrain(new Piece(Keys.Of(number), number));
        Works.Mend(_world);

        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        await engine.Drain();

        Assert.Equal(["4", "5", "6", "7", "8"], Works.Done(_world).Order());
        Assert.Equal(["slowed down", "as before"], _told);
        Assert.Empty(_world.Database.RateLimits);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_not_slow_down_a_type_of_which_some_succeed()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);

        for (var number = 0; number < 12; number++)
            await engine.SendAndDrain(new Piece(Keys.Of(100 + number), number % 3 == 2 ? 2 : 1));

        Assert.Equal(12, _world.Script.Count("done 2") + _world.Database.FailedMessages.Count);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Should_not_count_what_was_rolled_back()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits % 4 == 0
            ? Messaging.InMemory.CommitFault.None
            : Messaging.InMemory.CommitFault.RollBack;

        await engine.SendAndDrain(new Piece(Keys.Of(1), 1));
        await engine.SendAndDrain(new Piece(Keys.Of(2), 1));

        Assert.Empty(_told);
        Assert.Empty(_world.Database.RateLimits);
    }

    async Task<MessagingEngine> Slowed()
    {
        var engine = await _world.Engine();
        Works.Break(_world, 1, 2, 3);
        for (var number = 1; number <= 3; number++)
            await engine.SendAndDrain(new Piece(Keys.Of(number), number));
        _world.Script.On = line =>
        {
            if (line.StartsWith("try", StringComparison.Ordinal) && line != "try 70")
                throw new InvalidTimeZoneException("broken");
        };
        return engine;
    }

    Task Told(string what)
    {
        _told.Add(what);
        return Task.CompletedTask;
    }
}
