using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Engine.Tests.Acceptance;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Engine.Tests.Tracing;

public sealed class When_a_conversation_is_traced
{
    const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    static readonly Guid Trip = Keys.Of(1);
    static readonly Guid Hotel = Keys.Of(2);

    [Fact]
    public async Task Should_tell_what_caused_what()
    {
        var world = NewWorld(new EngineOptions());
        await using var engine = await world.Engine();

        await engine.SendAndDrain(new Plan(Trip, "Zoë", Hotel), Traced());

        var messages = Read(world);
        Assert.Equal(["Plan", "Book", "Booked"], messages.Select(message => message.Type));
        Assert.Equal(["Send", "Send", "Reply"], messages.Select(message => message.Intent));
        Assert.Equal([null, messages[0].MessageId, messages[1].MessageId], messages.Select(message => message.Cause));
        Assert.Equal([TraceParent, null, null], messages.Select(message => message.TraceParent));
        Assert.Equal([(0L, 0), (1L, 1), (0L, 0)], messages.Select(
            message => (message.Deliveries[0].FirstEvent, message.Deliveries[0].Events)));
        Assert.Equal("Zoë", NameIn(messages[0].Body));
    }

    [Fact]
    public async Task Should_tell_each_state_of_a_saga()
    {
        var world = NewWorld(new EngineOptions());
        await using var engine = await world.Engine();

        await engine.SendAndDrain(new Plan(Trip, "Zoë", Hotel));

        var sagas = Read(world).SelectMany(message => message.Deliveries).SelectMany(delivery => delivery.Sagas);
        Assert.Equal(
            [(null, "planned for Zoë"), ("planned for Zoë", "booked for Zoé")],
            sagas.Select(saga => (State(saga.Before), State(saga.After))));
    }

    [Fact]
    public async Task Should_tell_each_state_of_a_saga_that_goes_from_unit_to_unit()
    {
        var world = NewWorld(new EngineOptions());
        await using var trips = await world.Engine("trips");
        await using var hotels = await world.Engine("hotels");

        await trips.SendAndDrain(new Plan(Trip, "Zoë", Hotel), Traced());
        var waiting = Read(world);
        await world.DrainAll(trips, hotels);
        var messages = Read(world);

        Assert.Equal(["Plan", "Book"], waiting.Select(message => message.Type));
        Assert.Empty(waiting[1].Deliveries);
        Assert.Equal(["Plan", "Book", "Booked"], messages.Select(message => message.Type));
        Assert.All(messages, message => Assert.Single(message.Deliveries));
        Assert.Equal(
            ("planned for Zoë", "booked for Zoé"),
            (State(messages[2].Deliveries[0].Sagas[0].Before), State(messages[2].Deliveries[0].Sagas[0].After)));
    }

    [Fact]
    public async Task Should_leave_bodies_out_where_they_are_not_kept()
    {
        var world = NewWorld(new EngineOptions { Traces = new() { KeepsBodies = false } });
        await using var engine = await world.Engine();

        await engine.SendAndDrain(new Plan(Trip, "Zoë", Hotel));

        Assert.Equal([null, null, null], Read(world).Select(message => message.Body));
    }

    [Fact]
    public async Task Should_choose_the_same_conversations_in_every_process()
    {
        var world = NewWorld(new EngineOptions { Traces = new() { Sample = 0.5 } });
        await using var trips = await world.Engine("trips");
        await using var hotels = await world.Engine("hotels");
        foreach (var number in Enumerable.Range(0, 40))
            _ = trips.Session.Send(new Plan(Keys.Of(100 + number), "x", Hotel));

        await world.DrainAll(trips, hotels);

        var conversations = world.Database.Traces.GroupBy(trace => trace.ConversationId).ToList();
        Assert.InRange(conversations.Count, 5, 35);
        Assert.All(conversations, conversation => Assert.Equal(3, conversation.Count()));
    }

    [Fact]
    public async Task Should_keep_failures_of_conversations_that_are_not_chosen()
    {
        var world = NewWorld(new EngineOptions { DelayedRetries = 0, Traces = new() { Sample = 0 } });
        await using var engine = await world.Engine();

        await engine.SendAndDrain(new Plan(Trip, "x", Hotel));
        await engine.SendAndDrain(new Plan(Keys.Of(3), "fail", Hotel));

        Assert.True(Assert.Single(world.Database.Traces).HasFailure);
        var delivery = Read(world).Single().Deliveries.Single();
        Assert.Equal(
            (StepOutcome.Failed, 6, "no trip"), (delivery.Outcome, delivery.Attempts, delivery.ErrorMessage));
    }

    World NewWorld(EngineOptions options) => new(
        this,
        new EndpointDefinition("trips").AddSaga<TripSaga>(),
        new EndpointDefinition("hotels").AddHandler<HotelHandler>())
    { Options = options };

    static SendOptions Traced()
    {
        var options = new SendOptions();
        options.SetTraceParent(TraceParent);
        return options;
    }

    static IReadOnlyList<TracedMessage> Read(World world) =>
        TraceReader.Read(world.Database.Traces.Select(trace => (trace.At, trace.Data)));

    static string? State(byte[]? data) =>
        data is null ? null : JsonDocument.Parse(data).RootElement.GetProperty("state").GetString();

    static string? NameIn(byte[]? body) =>
        JsonDocument.Parse(body!).RootElement.GetProperty("Name").GetString();

    sealed record Plan(Guid TripId, string Name, Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => TripId;
    }

    sealed record Book(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => HotelId;
    }

    sealed record Booked(Guid HotelId) : IMessage;

    sealed record RoomBooked(Guid HotelId) : IEvent;

    sealed record Rooms(int Taken) : IEventSourced<Rooms>
    {
        public static Rooms Initial { get; } = new(0);

        static JsonTypeInfo<Rooms> IEventSourced<Rooms>.SnapshotJson => TestJson.Of<Rooms>();

        static string IEventSourced<Rooms>.SnapshotSchema => "rooms.1";

        static bool IEventSourced<Rooms>.Opens(IEvent first) => first is RoomBooked;

        public Rooms Evolve(IEvent e, DateTimeOffset at) => new(Taken + 1);
    }

    sealed class TripData : ContainSagaData
    {
        public Guid TripId { get; set; }

        public string State { get; set; } = "";
    }

    sealed class TripSaga : Saga<TripData>, IAmStartedByMessages<Plan>, IHandleMessages<Booked>
    {
        public Task Handle(Plan message, IMessageHandlerContext context)
        {
            if (message.Name == "fail")
                throw new InvalidOperationException("no trip");
            Data.State = $"planned for {message.Name}";
            return context.Send(new Book(message.HotelId));
        }

        public Task Handle(Booked message, IMessageHandlerContext context)
        {
            Data.State = Data.State.Replace("planned", "booked", StringComparison.Ordinal).Replace('ë', 'é');
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<TripData> mapper) => mapper
            .MapSaga(data => data.TripId)
            .ToMessage<Plan>(message => message.TripId);
    }

    sealed class HotelHandler(IAggregates aggregates) : IHandleMessages<Book>
    {
        public async Task Handle(Book message, IMessageHandlerContext context)
        {
            var rooms = await aggregates.Load<Rooms>(message.HotelId, context.CancellationToken);
            aggregates.Append(rooms, new RoomBooked(message.HotelId));
            await context.Reply(new Booked(message.HotelId));
        }
    }
}
