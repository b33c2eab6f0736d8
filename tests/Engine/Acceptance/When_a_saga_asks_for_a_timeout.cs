using BillingEngine.Messaging.Endpoints;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_saga_asks_for_a_timeout
{
    static readonly Guid Cart = Keys.Of(1);

    readonly World _world;

    public When_a_saga_asks_for_a_timeout() =>
        _world = new World(this, new EndpointDefinition("carts").AddSaga<CartSaga>());

    [Fact]
    public async Task Should_not_get_it_before_its_time()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Open(Cart));

        _world.Clock.Advance(TimeSpan.FromMinutes(29));
        await engine.Drain();

        Assert.Equal(["open"], _world.Script.Lines);
        Assert.Equal(1, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_get_it_once_also_after_a_crash()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Open(Cart));
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();
        await engine.Drain();

        for (var minutes = 0; minutes < 90; minutes += 10)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(10));
            await engine.Drain();
        }

        Assert.Equal(["open", "expired"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.QueuedMessages);
        Assert.Equal(0, _world.Database.OpenSagas);
    }

    [Fact]
    public async Task Should_not_get_it_after_it_has_completed()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Open(Cart));
        await engine.SendAndDrain(new Pay(Cart));

        _world.Clock.Advance(TimeSpan.FromHours(1));
        await engine.Drain();

        Assert.Equal(["open", "paid"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.QueuedMessages);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_not_store_it_when_it_completes_in_the_same_unit()
    {
        await using var engine = await _world.Engine();

        _ = engine.Session.Send(new Open(Cart));
        _ = engine.Session.Send(new Pay(Cart));
        await engine.Drain();

        Assert.Equal(["open", "paid"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_get_it_where_it_lives_whatever_key_the_timeout_names()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Open(Cart));

        Assert.Equal(
            engine.Worker!.Map.PartitionOf("carts", Cart),
            Assert.Single(_world.Database.Queue.Values).Partition);
    }

    sealed record Open(Guid CartId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => CartId;
    }

    sealed record Pay(Guid CartId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => CartId;
    }

    sealed record Expired(Guid Shop) : IMessage, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Shop;
    }

    sealed class CartData : ContainSagaData
    {
        public Guid CartId { get; set; }
    }

    sealed class CartSaga(Script script) :
        Saga<CartData>, IAmStartedByMessages<Open>, IHandleMessages<Pay>, IHandleTimeouts<Expired>
    {
        public Task Handle(Open message, IMessageHandlerContext context)
        {
            script.Note("open");
            return RequestTimeout(context, TimeSpan.FromMinutes(30), new Expired(Keys.Of(2)));
        }

        public Task Handle(Pay message, IMessageHandlerContext context)
        {
            script.Note("paid");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        public Task Timeout(Expired state, IMessageHandlerContext context)
        {
            script.Note("expired");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<CartData> mapper) => mapper
            .MapSaga(data => data.CartId)
            .ToMessage<Open>(message => message.CartId)
            .ToMessage<Pay>(message => message.CartId);
    }
}
