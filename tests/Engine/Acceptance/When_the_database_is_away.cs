using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_database_is_away
{
    readonly World _world;

    public When_the_database_is_away() => _world = new World(
        this, new EndpointDefinition("taps").AddHandler<TapHandler>())
    {
        Options = new EngineOptions
        {
            Backoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(8),
            PollInterval = TimeSpan.FromMilliseconds(2),
            OwnershipInterval = TimeSpan.FromMilliseconds(5),
            StopTimeout = TimeSpan.FromSeconds(1),
            StoreGrace = TimeSpan.FromMinutes(1),
        },
    };

    [Fact]
    public async Task Should_lose_nothing_that_was_handed_over_while_it_looked_at_the_transport()
    {
        await using var engine = await _world.Engine();
        _world.Clock.Advance(_world.Options.PollInterval);
        _world.Database.IsReachable = false;
        var accepted = engine.Session.Send(new Drip(Keys.Of(1), 1));

        _world.OnDelay = () => _world.Database.IsReachable = true;
        await Record.ExceptionAsync(engine.Drain);
        _world.Database.IsReachable = true;
        await engine.Drain();

        Assert.True(accepted.IsCompleted, "The message is lost.");
        Assert.Single(_world.Stored<Dripped>(Keys.Of(1)));
    }

    [Fact]
    public async Task Should_recover_with_nothing_lost_and_nothing_twice()
    {
        await using var engine = await _world.Started();
        await Stepping.Until(() => engine.OwnedPartitions.Count == 4, "partitions");
        List<Task> accepted = [];

        for (var round = 0; round < 20; round++)
        {
            _world.Database.IsReachable = round % 2 == 0;
            for (var key = 1; key <= 10; key++)
                accepted.Add(engine.Session.Send(new Drip(Keys.Of(key), round)));
            await Task.Delay(10);
        }

        _world.Database.IsReachable = true;
        await Task.WhenAll(accepted).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.All(
            Enumerable.Range(1, 10),
            key => Assert.Equal(
                Enumerable.Range(0, 20), _world.Stored<Dripped>(Keys.Of(key)).Select(drip => drip.Round)));
    }

    [Fact]
    public async Task Should_stop_without_it()
    {
        var engine = await _world.Started();
        await Stepping.Until(() => engine.OwnedPartitions.Count == 4, "partitions");
        _world.Database.IsReachable = false;

        await engine.Stop().WaitAsync(TimeSpan.FromSeconds(10));

        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Should_give_up_later_what_it_could_not_give_up_then()
    {
        await using var first = await _world.Engine();
        await using var second = await _world.Engine();
        _world.Database.OnRelease = () => _world.Database.IsReachable = false;
        _world.Clock.Advance(_world.Options.OwnershipInterval);
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => first.Worker!.Step(isStopping: false, CancellationToken.None));
        _world.Database.OnRelease = () => { };
        _world.Database.IsReachable = true;

        for (var beats = 0; beats < 3; beats++)
        {
            _world.Clock.Advance(_world.Options.OwnershipInterval);
            await _world.DrainAll(first, second);
        }

        Assert.Equal([2, 2], new[] { first, second }.Select(engine => engine.OwnedPartitions.Count));
    }

    sealed record Drip(Guid Tap, int Round) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Tap;
    }

    sealed record Dripped(int Round) : IEvent;

    sealed record TapState(int Drops) : IEventSourced<TapState>
    {
        public static TapState Initial { get; } = new(0);

        static JsonTypeInfo<TapState> IEventSourced<TapState>.SnapshotJson => TestJson.Of<TapState>();

        static string IEventSourced<TapState>.SnapshotSchema => "tap.1";

        static bool IEventSourced<TapState>.Opens(IEvent first) => first is Dripped;

        public TapState Evolve(IEvent e, DateTimeOffset at) => new(Drops + 1);
    }

    sealed class TapHandler(IAggregates aggregates) : IHandleMessages<Drip>
    {
        public async Task Handle(Drip message, IMessageHandlerContext context)
        {
            var tap = await aggregates.Load<TapState>(message.Tap, context.CancellationToken);
            aggregates.Append(tap, new Dripped(message.Round));
        }
    }
}
