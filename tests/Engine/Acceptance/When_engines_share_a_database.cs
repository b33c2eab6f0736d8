using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_engines_share_a_database
{
    readonly World _world;

    public When_engines_share_a_database() => _world = new World(
        this,
        new EndpointDefinition("visits").AddSaga<VisitSaga>(),
        new EndpointDefinition("rooms").AddHandler<RoomHandler>())
    {
        Database = new InMemoryDatabase(partitionsPerEndpoint: 5),
    };

    [Fact]
    public async Task Should_share_the_partitions_evenly()
    {
        await using var first = await _world.Engine();
        await using var second = await _world.Engine();
        await Beat(first, second);

        Assert.Equal([4, 6], Counts(first, second).Order());
        Assert.Equal(Enumerable.Range(0, 10), first.OwnedPartitions.Concat(second.OwnedPartitions).Order());

        await using var third = await _world.Engine();
        await Beat(first, second, third);

        Assert.All(Counts(first, second, third), count => Assert.InRange(count, 2, 4));
        Assert.Equal(10, Counts(first, second, third).Sum());
    }

    [Fact]
    public async Task Should_carry_a_saga_across_the_queue_to_its_end()
    {
        await using var visits = await _world.Engine("visits");
        await using var rooms = await _world.Engine("rooms");

        var accepted = Enumerable.Range(1, 25)
            .Select(n => visits.Session.Send(new Visit(Keys.Of(n), Keys.Of(100))))
            .ToList();
        await _world.DrainAll(visits, rooms);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal(25, _world.Script.Count("left"));
        Assert.Equal(25, _world.Stored<Entered>(Keys.Of(100)).Count);
        Assert.Equal((0, 0), (_world.Database.OpenSagas, _world.Database.QueuedMessages));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_take_over_from_one_that_stops()
    {
        await using var first = await _world.Engine();
        await using var second = await _world.Engine();
        await Beat(first, second);

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await first.Worker!.Run(stopped.Token, CancellationToken.None);
        await Beat(second);

        Assert.Equal(10, second.OwnedPartitions.Count);
        await second.SendAndDrain(new Visit(Keys.Of(1), Keys.Of(100)));
        Assert.Equal(["left"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_take_over_from_one_that_crashes_and_go_on_where_it_was()
    {
        var first = await _world.Engine("visits");
        await first.SendAndDrain(new Visit(Keys.Of(1), Keys.Of(100)));
        await _world.Crash(first);
        await using var second = await _world.Engine();

        await second.Drain();

        Assert.Equal(10, second.OwnedPartitions.Count);
        Assert.Equal(["left"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.QueuedMessages + _world.Database.OpenSagas);
    }

    [Fact]
    public async Task Should_refuse_the_commit_of_one_that_slept_too_long()
    {
        await using var sleeper = await _world.Engine();
        await sleeper.SendAndDrain(new Enter(Keys.Of(100)));
        _world.Database.Disconnect(sleeper.Worker!.Id);
        await using var other = await _world.Engine();
        await other.SendAndDrain(new Enter(Keys.Of(100)));

        var accepted = sleeper.Session.Send(new Enter(Keys.Of(100)));
        await sleeper.Worker.Step(isStopping: false, CancellationToken.None);

        Assert.Equal(2, _world.Stored<Entered>(Keys.Of(100)).Count);
        Assert.False(accepted.IsCompleted);
        await Beat(sleeper, other);
        await accepted.WaitAsync(Stepping.Patience);
        Assert.Equal(3, _world.Stored<Entered>(Keys.Of(100)).Count);
    }

    [Fact]
    public async Task Should_forward_what_was_handed_over_for_partitions_that_it_gives_up()
    {
        await using var first = await _world.Engine();
        var accepted = Enumerable.Range(1, 40).Select(n => first.Session.Send(new Enter(Keys.Of(n)))).ToList();
        await using var second = await _world.Engine();
        _world.Clock.Advance(_world.Options.OwnershipInterval);

        await Beat(first, second);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.All(Enumerable.Range(1, 40), n => Assert.Single(_world.Stored<Entered>(Keys.Of(n))));
    }

    [Fact]
    public async Task Should_forward_more_than_it_would_take_from_outside()
    {
        var world = new World(
            this,
            new EndpointDefinition("visits").AddSaga<VisitSaga>(),
            new EndpointDefinition("rooms").AddHandler<RoomHandler>())
        {
            Options = new EngineOptions { InboxCapacity = 10 },
        };
        await using var first = await world.Engine();
        var accepted = Enumerable.Range(1, 10).Select(n => first.Session.Send(new Enter(Keys.Of(n)))).ToList();
        world.Database.Disconnect(first.Worker!.Id);
        await using var second = await world.Engine();
        await first.Worker.Step(isStopping: false, CancellationToken.None);
        accepted.AddRange(Enumerable.Range(11, 5).Select(n => first.Session.Send(new Enter(Keys.Of(n)))));

        await world.DrainAll(first, second);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.All(Enumerable.Range(1, 15), n => Assert.Single(world.Stored<Entered>(Keys.Of(n))));
    }

    [Fact]
    public async Task Should_not_trust_what_it_knew_of_a_partition_that_it_did_not_own()
    {
        var other = await _world.Engine("rooms");
        await other.SendAndDrain(new Enter(Keys.Of(100)));
        await using var engine = await _world.Engine("visits", "rooms");
        await engine.SendAndDrain(new Look(Keys.Of(1), Keys.Of(100)));
        await other.SendAndDrain(new Enter(Keys.Of(100)));
        await _world.Crash(other);
        await Beat(engine);

        await engine.SendAndDrain(new Peek(Keys.Of(100)));

        Assert.Equal(["seen 1", "peeked 2"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_idle_without_partitions_of_its_own()
    {
        var world = new World(
            this,
            new EndpointDefinition("visits").AddSaga<VisitSaga>(),
            new EndpointDefinition("rooms").AddHandler<RoomHandler>())
        {
            Database = new InMemoryDatabase(partitionsPerEndpoint: 1),
        };
        await using var busy = await world.Engine();
        await using var idle = await world.Engine();
        await using var alsoIdle = await world.Engine();

        var waits = new[] { busy, idle, alsoIdle }.Select(engine => engine.Worker!.UntilNextLook()).ToList();

        Assert.All(waits, wait => Assert.True(wait > TimeSpan.Zero, "It would spin."));
    }

    async Task Beat(params MessagingEngine[] engines)
    {
        for (var beats = 0; beats < 3; beats++)
        {
            _world.Clock.Advance(_world.Options.OwnershipInterval);
            await _world.DrainAll(engines);
        }
    }

    static IEnumerable<int> Counts(params MessagingEngine[] engines) =>
        engines.Select(engine => engine.OwnedPartitions.Count);

    sealed record Visit(Guid VisitId, Guid RoomId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => VisitId;
    }

    sealed record Look(Guid VisitId, Guid RoomId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => VisitId;
    }

    sealed record Enter(Guid RoomId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => RoomId;
    }

    sealed record Peek(Guid RoomId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => RoomId;
    }

    sealed record Leave(Guid RoomId) : IMessage;

    sealed record Entered(Guid RoomId) : IEvent;

    sealed record RoomState(int Visitors) : IEventSourced<RoomState>
    {
        public static RoomState Initial { get; } = new(0);

        static JsonTypeInfo<RoomState> IEventSourced<RoomState>.SnapshotJson => TestJson.Of<RoomState>();

        static string IEventSourced<RoomState>.SnapshotSchema => "room.1";

        static bool IEventSourced<RoomState>.Opens(IEvent first) => first is Entered;

        public RoomState Evolve(IEvent e, DateTimeOffset at) => new(Visitors + 1);
    }

    sealed class VisitData : ContainSagaData
    {
        public Guid VisitId { get; set; }
    }

    sealed class VisitSaga(Script script, IAggregates aggregates) :
        Saga<VisitData>, IAmStartedByMessages<Visit>, IAmStartedByMessages<Look>, IHandleMessages<Leave>
    {
        public Task Handle(Visit message, IMessageHandlerContext context) => context.Send(new Enter(message.RoomId));

        public async Task Handle(Look message, IMessageHandlerContext context)
        {
            var room = await aggregates.Load<RoomState>(message.RoomId, context.CancellationToken);
            script.Note($"seen {room.State.Visitors}");
        }

        public Task Handle(Leave message, IMessageHandlerContext context)
        {
            script.Note("left");
            MarkAsComplete();
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<VisitData> mapper) => mapper
            .MapSaga(data => data.VisitId)
            .ToMessage<Visit>(message => message.VisitId)
            .ToMessage<Look>(message => message.VisitId);
    }

    sealed class RoomHandler(Script script, IAggregates aggregates) : IHandleMessages<Enter>, IHandleMessages<Peek>
    {
        public async Task Handle(Enter message, IMessageHandlerContext context)
        {
            var room = await aggregates.Load<RoomState>(message.RoomId, context.CancellationToken);
            aggregates.Append(room, new Entered(message.RoomId));
            if (context.ReplyToAddress.Length > 0)
                await context.Reply(new Leave(message.RoomId));
        }

        public async Task Handle(Peek message, IMessageHandlerContext context)
        {
            var room = await aggregates.Load<RoomState>(message.RoomId, context.CancellationToken);
            script.Note($"peeked {room.State.Visitors}");
        }
    }
}
