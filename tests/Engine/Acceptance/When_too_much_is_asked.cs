using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_too_much_is_asked
{
    readonly World _world;

    public When_too_much_is_asked() => _world = new World(
        this, new EndpointDefinition("bells").AddHandler<BellHandler>())
    {
        Options = new EngineOptions { InboxCapacity = 5, MessagesPerUnit = 10, BatchSize = 4 },
    };

    [Fact]
    public async Task Should_say_so_at_once_and_handle_none_of_what_was_refused()
    {
        await using var engine = await _world.Engine();
        var accepted = Enumerable.Range(1, 5).Select(n => engine.Session.Send(new Ring(Keys.Of(n)))).ToList();

        await Assert.ThrowsAsync<OverloadedException>(
            () => engine.Session.Send(new Ring(Keys.Of(6))).WaitAsync(Stepping.Patience));
        Assert.Equal(5, engine.Waiting);
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal(5, _world.Script.Count("ring"));
        await engine.SendAndDrain(new Ring(Keys.Of(6)));
        Assert.Equal(6, _world.Script.Count("ring"));
    }

    [Fact]
    public async Task Should_say_so_at_once_when_the_way_to_other_workers_is_full()
    {
        await using var engine = await _world.Engine();
        foreach (var partition in engine.OwnedPartitions)
            _world.Database.Usurp(partition);
        _world.Clock.Advance(_world.Options.OwnershipInterval);
        _world.Database.Partitions.ForEach(row => row.Owner = Keys.Of(900));
        _world.Database.Workers[Keys.Of(900)] = new(["bells"], IsAlive: true);
        await engine.Worker!.Step(isStopping: false, CancellationToken.None);

        var accepted = Enumerable.Range(1, 5).Select(n => engine.Session.Send(new Ring(Keys.Of(n)))).ToList();
        await Assert.ThrowsAsync<OverloadedException>(
            () => engine.Session.Send(new Ring(Keys.Of(6))).WaitAsync(Stepping.Patience));
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal(5, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_end_a_unit_in_which_a_handler_sends_to_itself_without_end()
    {
        await using var engine = await _world.Engine();

        var accepted = engine.Session.Send(new Echo(Keys.Of(1)));
        await engine.Worker!.Step(isStopping: false, CancellationToken.None);
        await accepted.WaitAsync(Stepping.Patience);
        Assert.Equal(10, _world.Script.Count("echo"));
        Assert.Equal(1, _world.Database.QueuedMessages);

        var ring = engine.Session.Send(new Ring(Keys.Of(1)));
        await engine.Worker.Step(isStopping: false, CancellationToken.None);
        await ring.WaitAsync(Stepping.Patience);
        Assert.InRange(_world.Script.Count("echo"), 11, 20);
    }

    [Fact]
    public async Task Should_still_take_messages_from_others()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Later(Keys.Of(1)));
        _world.Clock.Advance(TimeSpan.FromSeconds(2));

        for (var steps = 0; steps < 3; steps++)
        {
            while (engine.Waiting < 5)
                _ = engine.Session.Send(new Ring(Keys.Of(2)));
            await engine.Worker!.Step(isStopping: false, CancellationToken.None);
        }

        Assert.Equal(1, _world.Script.Count("at last"));
    }

    [Fact]
    public async Task Should_take_one_message_at_a_time_if_told_so()
    {
        var world = new World(this, new EndpointDefinition("bells").AddHandler<BellHandler>())
        {
            Options = new EngineOptions { BatchSize = 1, CachedStreams = 1, CachedSagas = 1 },
        };
        await using var engine = await world.Engine();

        var accepted = Enumerable.Range(1, 5).Select(n => engine.Session.Send(new Ring(Keys.Of(n)))).ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
    }

    sealed record Ring(Guid Bell) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Bell;
    }

    sealed record Echo(Guid Bell) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Bell;
    }

    sealed record Later(Guid Bell) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Bell;
    }

    sealed record AtLast(Guid Bell) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Bell;
    }

    sealed class BellHandler(Script script) :
        IHandleMessages<Ring>, IHandleMessages<Echo>, IHandleMessages<Later>, IHandleMessages<AtLast>
    {
        public Task Handle(Ring message, IMessageHandlerContext context)
        {
            script.Note("ring");
            return Task.CompletedTask;
        }

        public Task Handle(Echo message, IMessageHandlerContext context)
        {
            script.Note("echo");
            return context.SendLocal(message);
        }

        public Task Handle(Later message, IMessageHandlerContext context)
        {
            var options = new SendOptions();
            options.DelayDeliveryWith(TimeSpan.FromSeconds(1));
            return context.Send(new AtLast(message.Bell), options);
        }

        public Task Handle(AtLast message, IMessageHandlerContext context)
        {
            script.Note("at last");
            return Task.CompletedTask;
        }
    }
}
