using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_request_is_repeated
{
    static readonly Guid Seat = Keys.Of(1);
    static readonly Guid Request = Keys.Of(50);

    readonly World _world;

    public When_a_request_is_repeated() =>
        _world = new World(this, new EndpointDefinition("theatre").AddHandler<SeatHandler>());

    [Fact]
    public async Task Should_get_the_recorded_reply_in_the_same_unit()
    {
        await using var engine = await _world.Engine();

        _ = engine.Session.Send(new Reserve(Seat, "Ann"), Stepping.As(Request));
        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        AssertHandledOnce();
    }

    [Fact]
    public async Task Should_get_the_recorded_reply_in_a_later_unit()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));
        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        AssertHandledOnce();
    }

    [Fact]
    public async Task Should_get_the_recorded_reply_after_a_crash()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        AssertHandledOnce();
    }

    [Fact]
    public async Task Should_get_the_recorded_reply_when_the_first_answer_was_lost()
    {
        await using var engine = await _world.Engine();
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits == 1 ? CommitFault.LoseAnswerAfterCommit : CommitFault.None;

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));
        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        AssertHandledOnce();
    }

    [Fact]
    public async Task Should_get_the_recorded_reply_across_the_queue()
    {
        await using var seats = await _world.Engine();
        await using var gate = await MessagingEngine.Create(_world.SetupOfSender(), CancellationToken.None);

        for (var times = 0; times < 2; times++)
        {
            var accepted = gate.Session.Send(new Reserve(Seat, "Ann"), Stepping.As(Request));
            await gate.Outbound.Step(CancellationToken.None);
            await accepted.WaitAsync(Stepping.Patience);
            await seats.Drain();
        }

        AssertHandledOnce();
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_tell_the_content_that_the_reply_belongs_to()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request, "for Ann"));
        await engine.SendAndDrain(new Reserve(Seat, "Bob"), Stepping.As(Request, "for Bob"));

        Assert.Equal(["for Ann", "for Ann"], _world.Answers.Select(answer => answer.Fingerprint));
        Assert.Equal(["reserve Ann"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_be_told_apart_from_a_stream_of_another_kind_with_that_identity()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Reserve(Seat, "Ann"));

        await engine.SendAndDrain(new Reserve(Keys.Of(2), "Bob"), Stepping.As(Seat));

        var answer = Assert.Single(_world.Answers);
        Assert.Null(answer.Fingerprint);
        Assert.Null(answer.Reply);
        Assert.Equal(["reserve Ann"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_be_told_apart_also_after_a_crash()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Reserve(Seat, "Ann"));
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Reserve(Keys.Of(2), "Bob"), Stepping.As(Seat));

        Assert.Null(Assert.Single(_world.Answers).Fingerprint);
    }

    [Fact]
    public async Task Should_not_take_an_identity_for_used_by_a_stream_without_events()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new AppendNothing(Request));

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        Assert.Equal(new Reserved("Ann"), Assert.Single(_world.Answers).Reply);
    }

    [Fact]
    public async Task Should_be_handled_again_when_it_had_failed()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = _ => throw new InvalidTimeZoneException("broken");
        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));
        _world.Script.On = _ => { };

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        Assert.Equal(new Reserved("Ann"), Assert.Single(_world.Answers).Reply);
        Assert.Single(_world.Stored<SeatReserved>(Seat));
        Assert.Single(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_record_one_reply_when_the_unit_is_computed_anew()
    {
        await using var engine = await _world.Engine();
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits < 3 ? CommitFault.RollBack : CommitFault.None;

        await engine.SendAndDrain(new Reserve(Seat, "Ann"), Stepping.As(Request));

        Assert.Equal(new Reserved("Ann"), Assert.Single(_world.Answers).Reply);
        Assert.Single(_world.Database.Replies);
    }

    void AssertHandledOnce()
    {
        Assert.Equal(["reserve Ann"], _world.Script.Lines);
        Assert.Single(_world.Stored<SeatReserved>(Seat));
        Assert.Equal([new Reserved("Ann"), new Reserved("Ann")], _world.Answers.Select(answer => answer.Reply));
        Assert.Equal(2, _world.Answers.Select(answer => answer.MessageId).Distinct().Count());
        Assert.Equal(_world.Answers[0].MessageId, _world.Answers[1].AnsweredMessage);
        Assert.All(_world.Answers, answer => Assert.Equal((Request, "f"), (answer.RequestId, answer.Fingerprint)));
    }

    sealed record Reserve(Guid SeatId, string Guest) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => SeatId;
    }

    sealed record AppendNothing(Guid SeatId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => SeatId;
    }

    sealed record Reserved(string Guest) : IMessage;

    sealed record SeatReserved(string Guest) : IEvent;

    sealed record SeatState(string? Guest) : IEventSourced<SeatState>
    {
        public static SeatState Initial { get; } = new((string?)null);

        static JsonTypeInfo<SeatState> IEventSourced<SeatState>.SnapshotJson => TestJson.Of<SeatState>();

        static string IEventSourced<SeatState>.SnapshotSchema => "seat.1";

        static bool IEventSourced<SeatState>.Opens(IEvent first) => first is SeatReserved;

        public SeatState Evolve(IEvent e, DateTimeOffset at) => new(((SeatReserved)e).Guest);
    }

    sealed class SeatHandler(Script script, IAggregates aggregates) :
        IHandleMessages<Reserve>, IHandleMessages<AppendNothing>
    {
        public async Task Handle(Reserve message, IMessageHandlerContext context)
        {
            script.Note($"reserve {message.Guest}");
            var seat = await aggregates.Load<SeatState>(message.SeatId, context.CancellationToken);
            aggregates.Append(seat, new SeatReserved(message.Guest));
            if (context.MessageHeaders.ContainsKey(WireHeaders.RequestId))
                await context.Reply(new Reserved(message.Guest));
        }

        public async Task Handle(AppendNothing message, IMessageHandlerContext context)
        {
            var seat = await aggregates.Load<SeatState>(message.SeatId, context.CancellationToken);
            aggregates.Append(seat);
        }
    }
}
