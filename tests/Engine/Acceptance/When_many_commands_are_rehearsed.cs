using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_many_commands_are_rehearsed : IDisposable
{
    readonly World _world;
    readonly ManualResetEventSlim _mayGoOn = new();
    readonly ManualResetEventSlim _isOnStage = new();

    public When_many_commands_are_rehearsed()
    {
        _world = new World(this, new EndpointDefinition("plays").AddHandler<PlayHandler>())
        {
            Options = new EngineOptions { WaitingRehearsals = 2 },
        };
        _world.Script.On = _ =>
        {
            _isOnStage.Set();
            _mayGoOn.Wait(Stepping.Patience);
        };
    }

    public void Dispose()
    {
        _mayGoOn.Dispose();
        _isOnStage.Dispose();
    }

    [Fact]
    public async Task Should_take_them_one_at_a_time_and_refuse_more_than_may_wait()
    {
        await using var engine = await _world.Started();
        var rehearsals = Enumerable.Range(1, 3).Select(_ => Rehearse(engine, new Play(Keys.Of(1)))).ToList();
        Assert.True(_isOnStage.Wait(Stepping.Patience));

        await Assert.ThrowsAsync<OverloadedException>(
            () => Rehearse(engine, new Play(Keys.Of(1))).WaitAsync(Stepping.Patience));
        await Task.Delay(50);
        Assert.Equal(1, _world.Script.Count("play"));
        _mayGoOn.Set();

        await Task.WhenAll(rehearsals).WaitAsync(Stepping.Patience);
        Assert.Equal(3, _world.Script.Count("play"));
        await Rehearse(engine, new Play(Keys.Of(1))).WaitAsync(Stepping.Patience);
    }

    [Fact]
    public async Task Should_handle_messages_meanwhile()
    {
        await using var engine = await _world.Started();
        var rehearsal = Rehearse(engine, new Play(Keys.Of(1)));
        Assert.True(_isOnStage.Wait(Stepping.Patience));
        _world.Script.On = _ => { };

        await engine.Session.Send(new Play(Keys.Of(1))).WaitAsync(Stepping.Patience);

        Assert.False(rehearsal.IsCompleted);
        _mayGoOn.Set();
        await rehearsal.WaitAsync(Stepping.Patience);
    }

    [Fact]
    public async Task Should_let_callers_leave()
    {
        await using var engine = await _world.Started();
        _world.Script.On = _ => _isOnStage.Set();
        using var leaving = new CancellationTokenSource();
        var onStage = engine.Rehearse(new Hang(Keys.Of(1)), new SendOptions(), leaving.Token);
        var waiting = engine.Rehearse(new Play(Keys.Of(1)), new SendOptions(), leaving.Token);
        Assert.True(_isOnStage.Wait(Stepping.Patience));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => onStage.WaitAsync(Stepping.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Stepping.Patience));
        Assert.Null((await Rehearse(engine, new Play(Keys.Of(1))).WaitAsync(Stepping.Patience)).Fault);
        Assert.Equal(["hang", "play"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_not_start_the_next_before_one_has_ended_whose_caller_left()
    {
        await using var engine = await _world.Started();
        using var leaving = new CancellationTokenSource();
        var left = engine.Rehearse(new Play(Keys.Of(1)), new SendOptions(), leaving.Token);
        Assert.True(_isOnStage.Wait(Stepping.Patience));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.WaitAsync(Stepping.Patience));

        var next = Rehearse(engine, new Play(Keys.Of(1)));
        await Task.Delay(50);
        Assert.Equal(1, _world.Script.Count("play"));
        _mayGoOn.Set();

        await next.WaitAsync(Stepping.Patience);
    }

    [Fact]
    public async Task Should_refuse_them_all_when_the_engine_stops()
    {
        var engine = await _world.Started();
        _world.Script.On = _ => _isOnStage.Set();
        var onStage = Rehearse(engine, new Hang(Keys.Of(1)));
        Assert.True(_isOnStage.Wait(Stepping.Patience));
        var waiting = Rehearse(engine, new Play(Keys.Of(1)));

        await engine.Stop().WaitAsync(Stepping.Patience);

        await Assert.ThrowsAsync<EngineStoppedException>(() => onStage.WaitAsync(Stepping.Patience));
        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting.WaitAsync(Stepping.Patience));
        await Assert.ThrowsAsync<EngineStoppedException>(() => Rehearse(engine, new Play(Keys.Of(1))));
        await engine.DisposeAsync();
        await Assert.ThrowsAsync<EngineStoppedException>(() => Rehearse(engine, new Play(Keys.Of(1))));
        Assert.Equal(["hang"], _world.Script.Lines);
    }

    static Task<Rehearsal> Rehearse(MessagingEngine engine, object message) =>
        engine.Rehearse(message, new SendOptions(), CancellationToken.None);

    sealed record Play(Guid Key) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Key;
    }

    sealed record Hang(Guid Key) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Key;
    }

    sealed class PlayHandler(Script script) : IHandleMessages<Play>, IHandleMessages<Hang>
    {
        public Task Handle(Play message, IMessageHandlerContext context)
        {
            script.Note("play");
            return Task.CompletedTask;
        }

        public Task Handle(Hang message, IMessageHandlerContext context)
        {
            script.Note("hang");
            return Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
    }
}
