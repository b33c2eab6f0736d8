using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine.Unit;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_saga_replies_to_its_originator
{
    static readonly Guid Trip = Keys.Of(1);
    static readonly Guid Hotel = Keys.Of(2);
    static readonly Guid Request = Keys.Of(50);

    readonly World _world;

    public When_a_saga_replies_to_its_originator() => _world = new World(
        this,
        new EndpointDefinition("trips").AddSaga<TripSaga>(),
        new EndpointDefinition("hotels").AddSaga<BookingSaga>().AddHandler<Porter>());

    [Fact]
    public async Task Should_reach_the_saga_that_started_it_and_not_the_one_that_spoke_last()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Travel(Trip, Hotel));

        Assert.Equal(["travel", "book", "carry", "carried", "booked"], _world.Script.Lines.Take(5));
        Assert.Empty(_world.Database.FailedMessages);
        Assert.Equal(0, _world.Database.OpenSagas + _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_say_which_message_it_answers()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Travel(Trip, Hotel));

        Assert.Equal("it answers the message that started the booking", _world.Script.Lines[5]);
    }

    [Fact]
    public async Task Should_reach_it_in_another_process_after_a_restart()
    {
        await using var trips = await _world.Engine("trips");
        var hotels = await _world.Engine("hotels");
        await trips.SendAndDrain(new Travel(Trip, Hotel));
        await hotels.Worker!.Step(isStopping: false, CancellationToken.None);
        await _world.Crash(hotels);
        await using var again = await _world.Engine("hotels");

        await _world.DrainAll(again, trips);

        Assert.Equal("booked", _world.Script.Lines[4]);
        Assert.Equal((0, 0), (_world.Database.OpenSagas, _world.Database.QueuedMessages));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_answer_the_request_from_outside_at_once()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Quick(Hotel), Stepping.As(Request, "print"));

        AssertAnswered();
    }

    [Fact]
    public async Task Should_answer_the_request_from_outside_in_the_same_unit()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Book(Hotel), Stepping.As(Request, "print"));

        AssertAnswered();
    }

    [Fact]
    public async Task Should_answer_the_request_from_outside_in_a_later_unit_after_a_restart()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Hold(Hotel), Stepping.As(Request, "print"));
        Assert.Empty(_world.Database.Replies);
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Confirm(Hotel));

        AssertAnswered();
        Assert.Equal(1, _world.Script.Count("hold"));
        await engine.SendAndDrain(new Hold(Hotel), Stepping.As(Request, "print"));
        Assert.Equal(1, _world.Script.Count("hold"));
        Assert.Equal(new Booked(), _world.Answers[^1].Reply);
    }

    [Fact]
    public async Task Should_refuse_to_answer_a_request_that_was_answered()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Hold(Hotel), Stepping.As(Request, "print"));
        await engine.SendAndDrain(new Confirm(Hotel));

        await engine.SendAndDrain(new Confirm(Hotel));

        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Contains($"Request {Request} has a reply already", failed.ExceptionMessage, StringComparison.Ordinal);
        Assert.Single(_world.Database.Replies);
    }

    [Fact]
    public async Task Should_not_answer_when_the_handler_throws()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Hold(Hotel), Stepping.As(Request, "print"));
        _world.Script.On = line =>
        {
            if (line == "confirm")
                throw new InvalidTimeZoneException("broken");
        };

        await engine.SendAndDrain(new Confirm(Hotel));

        Assert.Empty(_world.Database.Replies);
        Assert.Null(Assert.Single(_world.Answers).Reply);
    }

    [Fact]
    public async Task Should_be_refused_when_nobody_expects_a_reply()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Quick(Hotel));

        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Contains("named no reply address", failed.ExceptionMessage, StringComparison.Ordinal);
    }

    void AssertAnswered()
    {
        Assert.Empty(_world.Database.FailedMessages);
        var reply = Assert.Single(_world.Database.Replies.Values);
        Assert.Equal((Request, "print", "Booked"), (reply.RequestId, reply.Fingerprint, reply.Type));
        var answer = _world.Answers[^1];
        Assert.Equal(new HandledRequest(Request, reply.MessageId, new Booked(), "print", reply.MessageId), answer);
        Assert.Equal(_world.Answers[0].MessageId, answer.MessageId);
    }

    sealed record Travel(Guid TripId, Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => TripId;
    }

    sealed record Book(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => HotelId;
    }

    sealed record Quick(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => HotelId;
    }

    sealed record Hold(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => HotelId;
    }

    sealed record Confirm(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => HotelId;
    }

    sealed record Carry(Guid HotelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Keys.Of(9);
    }

    sealed record Carried : IMessage;

    sealed record Booked : IMessage;

    sealed class TripData : ContainSagaData
    {
        public Guid TripId { get; set; }
    }

    sealed class TripSaga(Script script) : Saga<TripData>, IAmStartedByMessages<Travel>, IHandleMessages<Booked>
    {
        public Task Handle(Travel message, IMessageHandlerContext context)
        {
            script.Note("travel");
            var options = new SendOptions();
            options.SetMessageId(Keys.Of(60).ToString());
            return context.Send(new Book(message.HotelId), options);
        }

        public Task Handle(Booked message, IMessageHandlerContext context)
        {
            script.Note("booked");
            if (context.MessageHeaders[Headers.CorrelationId] == Keys.Of(60).ToString())
                script.Note("it answers the message that started the booking");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<TripData> mapper) =>
            mapper.MapSaga(data => data.TripId).ToMessage<Travel>(message => message.TripId);
    }

    sealed class BookingData : ContainSagaData
    {
        public Guid HotelId { get; set; }
    }

    sealed class BookingSaga(Script script) :
        Saga<BookingData>,
        IAmStartedByMessages<Book>,
        IAmStartedByMessages<Quick>,
        IAmStartedByMessages<Hold>,
        IHandleMessages<Confirm>,
        IHandleMessages<Carried>
    {
        public Task Handle(Book message, IMessageHandlerContext context)
        {
            script.Note("book");
            return context.Send(new Carry(message.HotelId));
        }

        public Task Handle(Quick message, IMessageHandlerContext context)
        {
            script.Note("quick");
            MarkAsComplete();
            return ReplyToOriginator(context, new Booked());
        }

        public Task Handle(Hold message, IMessageHandlerContext context)
        {
            script.Note("hold");
            return Task.CompletedTask;
        }

        public async Task Handle(Confirm message, IMessageHandlerContext context)
        {
            await ReplyToOriginator(context, new Booked());
            script.Note("confirm");
        }

        public Task Handle(Carried message, IMessageHandlerContext context)
        {
            script.Note("carried");
            MarkAsComplete();
            return ReplyToOriginator(context, new Booked());
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<BookingData> mapper) => mapper
            .MapSaga(data => data.HotelId)
            .ToMessage<Book>(message => message.HotelId)
            .ToMessage<Quick>(message => message.HotelId)
            .ToMessage<Hold>(message => message.HotelId)
            .ToMessage<Confirm>(message => message.HotelId);
    }

    sealed class Porter(Script script) : IHandleMessages<Carry>
    {
        public Task Handle(Carry message, IMessageHandlerContext context)
        {
            script.Note("carry");
            return context.Reply(new Carried());
        }
    }
}
