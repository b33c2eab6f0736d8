using BillingEngine.Messaging.Endpoints;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_saga_stays_open
{
    static readonly Guid Order = Keys.Of(1);
    static readonly Guid Depot = Keys.Of(2);

    readonly World _world;

    public When_a_saga_stays_open() => _world = new World(
        this,
        new EndpointDefinition("orders").AddSaga<OrderSaga>(),
        new EndpointDefinition("depots").AddHandler<DepotHandler>());

    [Fact]
    public async Task Should_be_stored()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Place(Order, 5));

        Assert.Equal(1, _world.Database.OpenSagas);
    }

    [Fact]
    public async Task Should_be_found_by_its_correlation_after_a_crash()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Place(Order, 5));
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Change(Order, 7));

        Assert.Equal(["place 5", "change 5 to 7"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_be_found_by_the_header_of_a_reply_after_a_crash()
    {
        var orders = await _world.Engine("orders");
        await orders.SendAndDrain(new Place(Order, 5));
        await orders.SendAndDrain(new Pack(Order, Depot));
        await _world.Crash(orders);

        await using var engine = await _world.Engine();
        await engine.Drain();

        Assert.Equal(["place 5", "pack", "depot", "packed 5"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.OpenSagas);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_begin_anew_after_it_has_completed()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Place(Order, 5));

        // All in one unit: the stored instance ends, a new one of the same order begins, and stays.
        _ = engine.Session.Send(new Close(Order));
        _ = engine.Session.Send(new Place(Order, 6));
        await engine.Drain();
        await engine.SendAndDrain(new Change(Order, 7));

        Assert.Empty(_world.Database.FailedMessages);
        Assert.Equal(["place 5", "close 5", "place 6", "change 6 to 7"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_keep_data_that_the_handler_replaced()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Place(Order, 5));

        await engine.SendAndDrain(new Replace(Order, 9));
        await engine.SendAndDrain(new Change(Order, 7));

        Assert.Equal(["place 5", "replace", "change 9 to 7"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_fail_a_message_that_changes_what_it_is_found_by()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Place(Order, 5));

        await engine.SendAndDrain(new Rename(Order, Keys.Of(77)));
        await engine.SendAndDrain(new Change(Order, 7));

        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Contains("changed its id or its OrderId", failed.ExceptionMessage, StringComparison.Ordinal);
        Assert.Equal("change 5 to 7", _world.Script.Lines[^1]);
    }

    [Fact]
    public async Task Should_give_a_message_without_an_instance_to_the_not_found_handler()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Change(Order, 7));

        Assert.Equal(["not found: Change"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.OpenSagas);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_fail_a_message_that_does_not_say_which_instance_it_is_for()
    {
        await using var engine = await _world.Engine();

        var lost = engine.Session.Send(new Label(Depot));
        var found = engine.Session.Send(new Place(Order, 5));
        await engine.Drain();

        await lost.WaitAsync(Stepping.Patience);
        await found.WaitAsync(Stepping.Patience);
        Assert.Equal("Label", Assert.Single(_world.Database.FailedMessages).Message.Type);
        Assert.Equal(["place 5"], _world.Script.Lines);
    }

    sealed record Place(Guid OrderId, int Pieces) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Change(Guid OrderId, int Pieces) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Replace(Guid OrderId, int Pieces) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Rename(Guid OrderId, Guid NewId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Close(Guid OrderId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Pack(Guid OrderId, Guid DepotId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Label(Guid Printer) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Printer;
    }

    sealed record PackUp(Guid DepotId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => DepotId;
    }

    sealed record Packed : IMessage;

    sealed class OrderData : ContainSagaData
    {
        public Guid OrderId { get; set; }

        public int Pieces { get; set; }
    }

    sealed class OrderSaga(Script script) :
        Saga<OrderData>,
        IAmStartedByMessages<Place>,
        IHandleMessages<Change>,
        IHandleMessages<Replace>,
        IHandleMessages<Rename>,
        IHandleMessages<Close>,
        IHandleMessages<Pack>,
        IHandleMessages<Label>,
        IHandleMessages<Packed>
    {
        public Task Handle(Place message, IMessageHandlerContext context)
        {
            script.Note($"place {message.Pieces}");
            Data.Pieces = message.Pieces;
            return Task.CompletedTask;
        }

        public Task Handle(Change message, IMessageHandlerContext context)
        {
            script.Note($"change {Data.Pieces} to {message.Pieces}");
            Data.Pieces = message.Pieces;
            return Task.CompletedTask;
        }

        public Task Handle(Replace message, IMessageHandlerContext context)
        {
            script.Note("replace");
            Data = new OrderData { Id = Data.Id, OrderId = Data.OrderId, Pieces = message.Pieces };
            return Task.CompletedTask;
        }

        public Task Handle(Rename message, IMessageHandlerContext context)
        {
            Data.OrderId = message.NewId;
            return Task.CompletedTask;
        }

        public Task Handle(Close message, IMessageHandlerContext context)
        {
            script.Note($"close {Data.Pieces}");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        public Task Handle(Pack message, IMessageHandlerContext context)
        {
            script.Note("pack");
            return context.Send(new PackUp(message.DepotId));
        }

        public Task Handle(Label message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Handle(Packed message, IMessageHandlerContext context)
        {
            script.Note($"packed {Data.Pieces}");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<OrderData> mapper)
        {
            mapper.ConfigureNotFoundHandler<NotFound>();
            mapper.MapSaga(data => data.OrderId)
                .ToMessage<Place>(message => message.OrderId)
                .ToMessage<Change>(message => message.OrderId)
                .ToMessage<Replace>(message => message.OrderId)
                .ToMessage<Rename>(message => message.OrderId)
                .ToMessage<Close>(message => message.OrderId)
                .ToMessage<Pack>(message => message.OrderId)
                .ToMessageHeader<Label>("order");
        }
    }

    sealed class NotFound(Script script) : ISagaNotFoundHandler
    {
        public Task Handle(object message, IMessageProcessingContext context)
        {
            script.Note($"not found: {message.GetType().Name}");
            return Task.CompletedTask;
        }
    }

    sealed class DepotHandler(Script script) : IHandleMessages<PackUp>
    {
        public Task Handle(PackUp message, IMessageHandlerContext context)
        {
            script.Note("depot");
            return context.Reply(new Packed());
        }
    }
}
