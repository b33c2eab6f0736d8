using System.Text;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_stream_is_long
{
    static readonly Guid Meter = Keys.Of(1);

    readonly World _world;

    public When_a_stream_is_long() =>
        _world = new World(this, new EndpointDefinition("meters").AddHandler<MeterHandler>());

    [Fact]
    public async Task Should_be_loaded_from_its_snapshot_and_the_rest()
    {
        await using var engine = await AfterCrash();
        MeterState.Evolved = 0;

        await engine.SendAndDrain(new Read(Meter));

        Assert.Equal("sum 1200 at 1200", _world.Script.Lines[^1]);
        Assert.InRange(MeterState.Evolved, 1, 499);
        Assert.Equal(1200 - MeterState.Evolved, _world.Database.Snapshots[Meter].Version);
    }

    [Theory]
    [InlineData("meter.0", """{"Sum":7}""")]
    [InlineData("meter.1", """{"Sum":""")]
    [InlineData("meter.1", """{}""")]
    [InlineData("meter.1", "null")]
    [InlineData("meter.1", """{"Sum":-1}""")]
    public async Task Should_be_read_whole_when_the_snapshot_is_of_no_use(string schema, string state)
    {
        await using var engine = await AfterCrash();
        var snapshot = _world.Database.Snapshots[Meter];
        _world.Database.Snapshots[Meter] = snapshot with { Schema = schema, State = Encoding.UTF8.GetBytes(state) };
        MeterState.Evolved = 0;

        await engine.SendAndDrain(new Read(Meter));
        await engine.SendAndDrain(new Count(Meter, 1));

        Assert.Equal("sum 1200 at 1200", _world.Script.Lines[^1]);
        Assert.Equal(1201, _world.Stored<Counted>(Meter).Count);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_keep_the_time_of_its_beginning()
    {
        var began = _world.Clock.Now + TimeSpan.FromSeconds(1);
        await using var engine = await AfterCrash();

        await engine.SendAndDrain(new Read(Meter));

        await engine.SendAndDrain(new Count(Meter, 500));
        Assert.Equal(began, _world.Database.Snapshots[Meter].CreatedAt);
        Assert.True(_world.Database.Snapshots[Meter].UpdatedAt > began);
    }

    /// <summary>An engine that knows nothing of the 1,200 events that another has stored.</summary>
    async Task<MessagingEngine> AfterCrash()
    {
        var crashed = await _world.Engine();
        for (var rounds = 0; rounds < 12; rounds++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            await crashed.SendAndDrain(new Count(Meter, 100));
        }

        await _world.Crash(crashed);
        return await _world.Engine();
    }

    sealed record Count(Guid MeterId, int Times) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;
    }

    sealed record Read(Guid MeterId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;
    }

    sealed record Counted(int Amount) : IEvent;

    sealed record MeterState(int Sum) : IEventSourced<MeterState>
    {
        public static MeterState Initial { get; } = new(0);

        public static int Evolved { get; set; }

        public int Sum { get; } = Sum >= 0 ? Sum : throw new ArgumentOutOfRangeException(nameof(Sum));

        static JsonTypeInfo<MeterState> IEventSourced<MeterState>.SnapshotJson => TestJson.Of<MeterState>();

        static string IEventSourced<MeterState>.SnapshotSchema => "meter.1";

        static bool IEventSourced<MeterState>.Opens(IEvent first) => first is Counted;

        public MeterState Evolve(IEvent e, DateTimeOffset at)
        {
            Evolved++;
            return new MeterState(Sum + ((Counted)e).Amount);
        }
    }

    sealed class MeterHandler(Script script, IAggregates aggregates) : IHandleMessages<Count>, IHandleMessages<Read>
    {
        public async Task Handle(Count message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<MeterState>(message.MeterId, context.CancellationToken);
            aggregates.Append(meter, [.. Enumerable.Repeat<IEvent>(new Counted(1), message.Times)]);
        }

        public async Task Handle(Read message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<MeterState>(message.MeterId, context.CancellationToken);
            script.Note($"sum {meter.State.Sum} at {meter.Version}");
        }
    }
}
