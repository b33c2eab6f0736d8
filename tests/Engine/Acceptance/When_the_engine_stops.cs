using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_engine_stops : IDisposable
{
    readonly World _world;
    readonly ManualResetEventSlim _isHandling = new();

    public When_the_engine_stops() => _world = WorldWith(TimeSpan.FromSeconds(10));

    public void Dispose() => _isHandling.Dispose();

    [Fact]
    public async Task Should_finish_what_it_was_handed_and_take_nothing_after()
    {
        await using var engine = await Running(_world);
        _world.Script.On = _ =>
        {
            _isHandling.Set();
            Thread.Sleep(5);
        };
        var accepted = Enumerable.Range(1, 50).Select(n => engine.Session.Send(new Work(Keys.Of(n)))).ToList();
        Assert.True(_isHandling.Wait(TimeSpan.FromSeconds(10)));

        var stopping = engine.Stop();
        var refusal = await Record.ExceptionAsync(() => engine.Session.Send(new Work(Keys.Of(99))));
        await stopping;

        await Task.WhenAll(accepted).WaitAsync(TimeSpan.FromSeconds(1));
        Assert.IsType<EngineStoppedException>(refusal);
        Assert.Equal(50, _world.Script.Count("work"));
        Assert.False(engine.IsRunning);
        Assert.All(_world.Database.Partitions, row => Assert.Null(row.Owner));
    }

    [Fact]
    public async Task Should_stop_once_however_often_it_is_told()
    {
        var engine = await Running(_world);
        _world.Script.On = _ => Thread.Sleep(100);
        var accepted = engine.Session.Send(new Work(Keys.Of(1)));

        var first = engine.Stop();
        var second = engine.Stop();
        await second;

        Assert.True(first.IsCompletedSuccessfully, "The second call did not wait.");
        Assert.True(accepted.IsCompletedSuccessfully, "Not all was finished.");
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Should_abort_when_the_limit_is_reached_and_leave_no_caller_waiting()
    {
        var world = WorldWith(stopTimeout: TimeSpan.FromMilliseconds(100));
        await using var engine = await Running(world);
        world.Script.On = _ => _isHandling.Set();
        var inHand = engine.Session.Send(new Hang(Keys.Of(1)));
        Assert.True(_isHandling.Wait(TimeSpan.FromSeconds(10)));
        var waiting = engine.Session.Send(new Work(Keys.Of(2)));

        await engine.Stop().WaitAsync(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<EngineStoppedException>(() => inHand.WaitAsync(TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Empty(world.Database.FailedMessages);
        Assert.Equal(0, world.Script.Count("work"));
    }

    [Fact]
    public async Task Should_answer_or_refuse_every_message_that_races_with_it()
    {
        for (var round = 0; round < 30; round++)
        {
            var world = WorldWith(TimeSpan.FromSeconds(10));
            await using var engine = await Running(world);
            using var start = new Barrier(3);
            var senders = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                List<Task> sent = [];
                for (var n = 1; n < 200; n++)
                    sent.Add(Guarded(engine, new Work(Keys.Of(n))));
                return sent;
            })).ToList();
            start.SignalAndWait();

            await engine.Stop();
            var sent = (await Task.WhenAll(senders)).SelectMany(tasks => tasks).ToList();

            await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(sent.Cast<Task<bool>>().Count(task => task.Result), world.Script.Count("work"));
        }
    }

    [Fact]
    public async Task Should_forward_what_it_may_not_handle_any_more()
    {
        var engine = await _world.Engine();
        var accepted = Enumerable.Range(1, 5).Select(n => engine.Session.Send(new Work(Keys.Of(n)))).ToList();
        _world.Database.Disconnect(engine.Worker!.Id);
        await using var other = await _world.Engine();

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await engine.Worker.Run(stopped.Token, CancellationToken.None);
        await engine.Outbound.Step(CancellationToken.None);
        await other.Drain();

        await Task.WhenAll(accepted).WaitAsync(TimeSpan.FromSeconds(1));
        // Five times in vain, before it found out that it was fenced, and five times for good.
        Assert.Equal(10, _world.Script.Count("work"));
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Should_forward_it_while_its_loops_run()
    {
        using var mayGoOn = new ManualResetEventSlim();
        await using var engine = await Running(_world);
        _world.Script.On = _ =>
        {
            _isHandling.Set();
            mayGoOn.Wait(Stepping.Patience);
        };
        var first = engine.Session.Send(new Work(Keys.Of(1)));
        Assert.True(_isHandling.Wait(TimeSpan.FromSeconds(10)));
        foreach (var row in _world.Database.Partitions)
            _world.Database.Usurp(row.Partition);
        var accepted = Enumerable.Range(2, 5).Select(n => engine.Session.Send(new Work(Keys.Of(n)))).ToList();

        await Task.WhenAll(engine.Stop(), Task.Delay(200).ContinueWith(_ => mayGoOn.Set()));

        await Task.WhenAll(accepted.Append(first)).WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(6, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_not_leave_callers_waiting_after_a_bug()
    {
        var engine = await Running(_world);
        _world.OnCommitted = _ => throw new InvalidCastException("a bug");

        var accepted = engine.Session.Send(new Work(Keys.Of(1)));

        await Assert.ThrowsAnyAsync<Exception>(() => accepted.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.IsNotType<TimeoutException>(accepted.Exception?.InnerException);
        await Stepping.Until(() => !engine.IsRunning, "the engine to see that it does not run");
        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.Session.Send(new Work(Keys.Of(2))));
        await Assert.ThrowsAsync<InvalidCastException>(engine.Stop);
        await Record.ExceptionAsync(() => engine.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task Should_go_on_sending_after_a_message_that_cannot_be_written()
    {
        await using var engine = await _world.Started("others");

        var bad = engine.Session.Send(new Scale(Keys.Of(1), double.NaN));
        var good = engine.Session.Send(new Work(Keys.Of(1)));

        await good.WaitAsync(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<ArgumentException>(() => bad.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, _world.Database.QueuedMessages);
    }

    static async Task<bool> Guarded(MessagingEngine engine, object message)
    {
        try
        {
            await engine.Session.Send(message);
            return true;
        }
        catch (EngineStoppedException)
        {
            return false;
        }
    }

    static async Task<MessagingEngine> Running(World world)
    {
        var engine = await world.Started("works");
        await Stepping.Until(() => engine.OwnedPartitions.Count == 4, "partitions");
        return engine;
    }

    World WorldWith(TimeSpan stopTimeout) => new(
        this, new EndpointDefinition("works").AddHandler<WorkHandler>(), new EndpointDefinition("others"))
    {
        Options = new EngineOptions { StopTimeout = stopTimeout },
    };

    sealed record Work(Guid Key) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Key;
    }

    sealed record Hang(Guid Key) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Key;
    }

    sealed record Scale(Guid Key, double Factor) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Key;
    }

    sealed class WorkHandler(Script script) : IHandleMessages<Work>, IHandleMessages<Hang>, IHandleMessages<Scale>
    {
        public Task Handle(Work message, IMessageHandlerContext context)
        {
            script.Note("work");
            return Task.CompletedTask;
        }

        public Task Handle(Hang message, IMessageHandlerContext context)
        {
            script.Note("hang");
            return Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }

        public Task Handle(Scale message, IMessageHandlerContext context) => Task.CompletedTask;
    }
}
