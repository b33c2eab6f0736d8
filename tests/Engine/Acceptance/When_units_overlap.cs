namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_units_overlap : OverlapTest
{
    [Fact]
    public async Task Should_compute_the_next_on_what_the_first_one_left()
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);

        Assert.Equal(["add 1 to 0", "add 2 to 1"], World.Script.Lines);
        Assert.Empty(Amounts());
        Assert.False(accepted[0].IsCompleted);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
        Assert.Equal(["add 1 to 0", "add 2 to 1"], World.Script.Lines);
    }

    /// <summary>As long as the first is on its way, whatever comes goes into the second.</summary>
    [Fact]
    public async Task Should_take_on_what_comes_meanwhile()
    {
        var world = WorldOf(batchSize: 2);
        await using var engine = await world.Engine();
        List<Task> accepted = [.. new[] { 1, 2, 3 }.Select(amount => engine.Session.Send(new Add(Account, amount)))];
        await Compute(engine);
        accepted.Add(engine.Session.Send(new Add(Account, 4)));
        accepted.Add(engine.Session.Send(new Add(Account, 5)));
        await Compute(engine);
        Assert.Equal(["add 1 to 0", "add 2 to 1", "add 3 to 3", "add 4 to 6"], world.Script.Lines);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2, 3, 4, 5], world.Stored<Added>(Account).Select(added => added.Amount));
        Assert.Equal(5, world.Script.Lines.Count);
    }

    [Fact]
    public async Task Should_take_a_repeat_for_what_it_is_while_the_first_is_on_its_way()
    {
        await using var engine = await World.Engine();
        List<Task> accepted =
        [
            engine.Session.Send(new Open(Account), Stepping.As(Account)),
            engine.Session.Send(new Open(Account), Stepping.As(Account)),
        ];
        await Compute(engine);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([0], Amounts());
        Assert.Equal(["open", "open already"], World.Script.Lines);
        Assert.Equal(2, World.Answers.Count);
    }

    [Fact]
    public async Task Should_find_a_repeat_that_was_taken_for_new()
    {
        var crashed = await World.Engine();
        await crashed.SendAndDrain(new Open(Account), Stepping.As(Account));
        await World.Crash(crashed);
        await using var engine = await World.Engine();

        await engine.SendAndDrain(new Open(Account), Stepping.As(Account));

        Assert.Equal([0], Amounts());
        Assert.Equal(["open", "open", "open already"], World.Script.Lines);
    }

    [Fact]
    public async Task Should_wait_for_what_does_more_than_events()
    {
        await using var engine = await World.Engine();
        List<Task> accepted = [engine.Session.Send(new Add(Account, 0)), engine.Session.Send(new Add(Account, 2))];

        await engine.Worker!.Step(isStopping: false, CancellationToken.None);

        Assert.Single(World.Database.FailedMessages);
        Assert.True(accepted[0].IsCompleted);
        await Arrive(engine);
        await accepted[1].WaitAsync(Stepping.Patience);
    }

    [Fact]
    public async Task Should_see_both_through_when_it_stops()
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);

        var stopping = engine.Worker!.Step(isStopping: true, CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        while (OnTheWay.TryDequeue(out var arrive))
        {
            arrive();
            await stopping;
            stopping = engine.Worker.Step(isStopping: true, CancellationToken.None);
        }

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
    }
}
