using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_messages_stay_with_their_worker
{
    static readonly Guid Trip = Keys.Of(1);
    static readonly Guid Car = Keys.Of(2);

    readonly World _world;
    readonly List<UnitChanges> _commits = [];

    public When_messages_stay_with_their_worker()
    {
        _world = new World(
            this,
            new EndpointDefinition("trips").AddSaga<TripSaga>(),
            new EndpointDefinition("cars").AddHandler<CarHandlers>().AddHandler<Printer>());
        _world.Database.Committed = _commits.Add;
    }

    [Fact]
    public async Task Should_handle_all_of_them_in_one_commit()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new StartTrip(Trip, Car));

        Assert.Equal(["start", "rent", "print", "rented"], _world.Script.Lines);
        var commit = Assert.Single(_commits);
        Assert.Single(commit.Events);
        Assert.Empty(commit.Outgoing);
        Assert.Equal(0, _world.Database.QueuedMessages);
        Assert.Equal([new CarRented(Car)], _world.Stored<CarRented>(Car));
    }

    [Fact]
    public async Task Should_leave_no_row_of_a_saga_that_began_and_ended_there()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new StartTrip(Trip, Car));

        Assert.Empty(_commits.Single().Sagas);
        Assert.Equal(0, _world.Database.OpenSagas);
    }

    [Fact]
    public async Task Should_prove_every_partition_that_handled_something()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new StartTrip(Trip, Car));

        Assert.Equal(
            [engine.Worker!.Map.PartitionOf("trips", Trip), engine.Worker.Map.PartitionOf("cars", Car)],
            _commits.Single().Leases.Select(lease => lease.Partition).Order());
    }

    [Fact]
    public async Task Should_take_a_batch_in_one_commit_in_the_order_it_came()
    {
        await using var engine = await _world.Engine();

        var accepted = Enumerable.Range(10, 20).Select(n => engine.Session.Send(new Rent(Keys.Of(n), Trip))).ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        var commit = Assert.Single(_commits);
        Assert.Equal(Enumerable.Range(10, 20).Select(Keys.Of), commit.Events.Select(e => e.Stored.StreamId));
    }

    [Fact]
    public async Task Should_share_nothing_between_messages_but_what_is_stored()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Stop(Trip));
        await engine.SendAndDrain(new Rent(Car, Trip));

        Assert.Equal(["stop: no bag, first", "rent", "print"], _world.Script.Lines);
    }

    sealed record StartTrip(Guid TripId, Guid CarId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => TripId;
    }

    sealed record Rent(Guid CarId, Guid TripId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => CarId;
    }

    sealed record Stop(Guid CarId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => CarId;
    }

    sealed record Rented(Guid CarId) : IMessage;

    sealed record CarRented(Guid CarId) : IEvent, IPartitioned
    {
        Guid IPartitioned.PartitionKey => CarId;
    }

    sealed record CarState(int Rentals) : IEventSourced<CarState>
    {
        public static CarState Initial { get; } = new(0);

        static JsonTypeInfo<CarState> IEventSourced<CarState>.SnapshotJson => TestJson.Of<CarState>();

        static string IEventSourced<CarState>.SnapshotSchema => "car.1";

        static bool IEventSourced<CarState>.Opens(IEvent first) => first is CarRented;

        public CarState Evolve(IEvent e, DateTimeOffset at) => new(Rentals + 1);
    }

    sealed class TripData : ContainSagaData
    {
        public Guid TripId { get; set; }
    }

    sealed class TripSaga(Script script) : Saga<TripData>, IAmStartedByMessages<StartTrip>, IHandleMessages<Rented>
    {
        public Task Handle(StartTrip message, IMessageHandlerContext context)
        {
            script.Note("start");
            return context.Send(new Rent(message.CarId, message.TripId));
        }

        public Task Handle(Rented message, IMessageHandlerContext context)
        {
            script.Note("rented");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<TripData> mapper) =>
            mapper.MapSaga(data => data.TripId).ToMessage<StartTrip>(message => message.TripId);
    }

    sealed class CarHandlers(Script script, IAggregates aggregates) : IHandleMessages<Rent>, IHandleMessages<Stop>
    {
        public async Task Handle(Rent message, IMessageHandlerContext context)
        {
            script.Note("rent");
            var car = await aggregates.Load<CarState>(message.CarId, context.CancellationToken);
            aggregates.Append(car, new CarRented(message.CarId));
            await context.Publish(new CarRented(message.CarId));
            if (context.ReplyToAddress.Length > 0)
                await context.Reply(new Rented(message.CarId));
        }

        public Task Handle(Stop message, IMessageHandlerContext context)
        {
            script.Note(context.Extensions.TryGet<string>(out _) ? "stop: a bag, again" : "stop: no bag, first");
            context.Extensions.Set("left behind");
            context.DoNotContinueDispatchingCurrentMessageToHandlers();
            return Task.CompletedTask;
        }
    }

    sealed class Printer(Script script) : IHandleMessages<CarRented>, IHandleMessages<Stop>
    {
        public Task Handle(CarRented message, IMessageHandlerContext context)
        {
            script.Note("print");
            return Task.CompletedTask;
        }

        public Task Handle(Stop message, IMessageHandlerContext context)
        {
            script.Note("stopped, but dispatched on");
            return Task.CompletedTask;
        }
    }
}
