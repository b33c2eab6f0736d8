using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.InMemory;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_first_of_two_units_does_not_arrive : OverlapTest
{
    [Theory]
    [InlineData(CommitFault.RollBack)]
    [InlineData(CommitFault.LoseAnswerBeforeCommit)]
    [InlineData(CommitFault.TimeOut)]
    [InlineData(CommitFault.Reject)]
    public async Task Should_compute_both_anew_when_the_first_does_not_arrive(CommitFault fault)
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);
        var commits = 0;
        World.Database.OnCommit = _ => ++commits == 1 ? fault : CommitFault.None;

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        // Alone, and refused, the first one is given up.
        Assert.Equal(fault == CommitFault.Reject ? [2] : [1, 2], Amounts());
        Assert.Equal(fault == CommitFault.Reject ? 1 : 0, World.Database.FailedMessages.Count);
    }

    [Fact]
    public async Task Should_look_up_whether_the_first_has_arrived()
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);
        var commits = 0;
        World.Database.OnCommit = _ => ++commits == 1 ? CommitFault.LoseAnswerAfterCommit : CommitFault.None;

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
        Assert.Equal(["add 1 to 0", "add 2 to 1"], World.Script.Lines);
    }

    [Fact]
    public async Task Should_write_neither_when_another_has_claimed_the_partition()
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);
        World.Database.Usurp(engine.Worker!.Map.PartitionOf("bank", Account));

        OnTheWay.Dequeue()();
        await engine.Worker.Step(isStopping: false, CancellationToken.None);

        Assert.Empty(Amounts());
        Assert.Empty(engine.OwnedPartitions);
        Assert.DoesNotContain(accepted, one => one.IsCompleted);

        await Arrive(engine);
        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
    }

    [Fact]
    public async Task Should_compute_both_anew_when_the_first_was_not_new()
    {
        var crashed = await World.Engine();
        await crashed.SendAndDrain(new Open(Account), Stepping.As(Account));
        await World.Crash(crashed);
        await using var engine = await World.Engine();
        List<Task> accepted =
            [engine.Session.Send(new Open(Account), Stepping.As(Account)), engine.Session.Send(new Add(Account, 1))];
        await Compute(engine);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([0, 1], Amounts());
        Assert.Equal(["open", "open", "add 1 to 0", "open already", "add 1 to 0"], World.Script.Lines);
        await engine.SendAndDrain(new Open(Account), Stepping.As(Account));
        Assert.Equal("open already", World.Script.Lines[^1]);
    }

    [Fact]
    public async Task Should_tell_both_senders_that_it_was_cut_off()
    {
        await using var engine = await World.Engine();
        var accepted = await SendTwo(engine);
        using var abort = new CancellationTokenSource();

        var stopping = engine.Worker!.Step(isStopping: true, abort.Token);
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
        foreach (var one in accepted)
            await Assert.ThrowsAsync<EngineStoppedException>(() => one.WaitAsync(Stepping.Patience));
    }
}
