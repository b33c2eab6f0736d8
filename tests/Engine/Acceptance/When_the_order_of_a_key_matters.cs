using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_order_of_a_key_matters
{
    static readonly Guid Bench = Keys.Of(1);

    readonly World _world;

    public When_the_order_of_a_key_matters() =>
        _world = new World(this, Works.Endpoint()) { Options = new() { DelayedRetries = 1 } };

    [Fact]
    public async Task Should_park_later_ones_behind_one_that_failed_and_let_other_keys_pass()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 2);

        foreach (var number in new[] { 1, 2, 3, 4 })
            await engine.SendAndDrain(new Layer(Bench, number));
        await engine.SendAndDrain(new Layer(Keys.Of(2), 5));

        Assert.Equal(["1", "5"], Works.Done(_world));
        Assert.Equal(
            [WaitKind.Retry, WaitKind.Parked, WaitKind.Parked], _world.Database.Queue.Values.Select(row => row.Kind));
        Assert.Single(_world.Database.Blocked);
    }

    [Fact]
    public async Task Should_go_on_in_order_when_it_is_done()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        foreach (var number in new[] { 1, 2, 3 })
            await engine.SendAndDrain(new Layer(Bench, number));

        Works.Mend(_world);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var accepted = engine.Session.Send(new Layer(Bench, 4), new SendOptions());
        await engine.Drain();
        await accepted;
        await engine.SendAndDrain(new Layer(Bench, 5));

        Assert.Equal(["1", "2", "3", "4", "5"], Works.Done(_world));
        Assert.Empty(_world.Database.Blocked);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_hold_when_all_come_in_one_batch()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 2);

        var accepted = Enumerable.Range(1, 5).Select(number => engine.Session.Send(new Layer(Bench, number))).ToList();
        await engine.Drain();
        await Task.WhenAll(accepted);
        Assert.Equal(["1"], Works.Done(_world));
        Works.Mend(_world);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Drain();

        Assert.Equal(["1", "2", "3", "4", "5"], Works.Done(_world));
    }

    [Fact]
    public async Task Should_stay_parked_while_it_sits_among_the_failed_and_after_a_restart()
    {
        var crashed = await _world.Engine();
        Works.Break(_world, 1);
        await crashed.SendAndDrain(new Layer(Bench, 1));
        await crashed.SendAndDrain(new Layer(Bench, 2));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await crashed.Drain();
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();
        Works.Mend(_world);

        _world.Clock.Advance(TimeSpan.FromHours(1));
        await engine.SendAndDrain(new Layer(Bench, 3));

        Assert.Empty(Works.Done(_world));
        Assert.Equal(
            Assert.Single(_world.Database.FailedMessages).Message.MessageId,
            Assert.Single(_world.Database.Blocked).Value);
        Assert.Equal([WaitKind.Parked, WaitKind.Parked], _world.Database.Queue.Values.Select(row => row.Kind));
    }

    [Fact]
    public async Task Should_fail_in_turn_and_block_anew()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1, 2);
        foreach (var number in new[] { 1, 2, 3 })
            await engine.SendAndDrain(new Layer(Bench, number));

        Works.Break(_world, 2);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Drain();
        Assert.Equal(["1"], Works.Done(_world));
        Works.Mend(_world);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Drain();

        Assert.Equal(["1", "2", "3"], Works.Done(_world));
    }

    [Fact]
    public async Task Should_not_park_behind_a_key_that_was_freed_meanwhile()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        await engine.SendAndDrain(new Layer(Bench, 1));
        var commits = 0;
        // An operator gives the first one up, just when the second is about to be parked behind it.
        _world.Database.OnCommit = changes =>
        {
            if (commits++ == 0)
                _world.Database.Blocked.Clear();
            return Messaging.InMemory.CommitFault.None;
        };

        await engine.SendAndDrain(new Layer(Bench, 2));

        Assert.Equal(["2"], Works.Done(_world));
        Assert.DoesNotContain(_world.Database.Queue.Values, row => row.Kind == WaitKind.Parked);
    }
}
