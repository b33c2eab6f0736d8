using System.Text;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_stream_is_long
{
    static readonly Guid Meter = Keys.Of(1);

    readonly World _world;

    public When_a_stream_is_long() =>
        _world = new World(this, Meters) { Options = new() { DelayedRetries = 0, SnapshotEvery = 200 } };

    static EndpointDefinition Meters => new EndpointDefinition("meters").AddHandler<MeterHandler>();

    /// <summary>Snapshots of the meter, oldest first.</summary>
    IList<InMemorySnapshot> Snapshots => _world.Database.Snapshots[Meter].Values;

    [Fact]
    public async Task Should_read_no_more_than_the_interval_of_a_hundred_thousand_events()
    {
        await using var engine = await AfterCrash(rounds: 200, perRound: 505);
        MeterState.Evolved = 0;

        await engine.SendAndDrain(new Read(Meter));

        Assert.Equal("sum 101000 at 101000", _world.Script.Lines[^1]);
        Assert.InRange(MeterState.Evolved, 0, _world.Options.SnapshotEvery);
    }

    [Fact]
    public async Task Should_have_a_snapshot_at_each_multiple_of_the_interval()
    {
        await using var engine = await AfterCrash(rounds: 4, perRound: 250);

        Assert.Equal([200, 400, 600, 800, 1000], Snapshots.Select(kept => kept.Snapshot.Version));
        Assert.Equal("""{"Sum":600}""", Encoding.UTF8.GetString(Snapshots[2].Snapshot.State.Span));
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
        Replace(newest => newest with { Schema = schema, State = Encoding.UTF8.GetBytes(state) });

        await engine.SendAndDrain(new Read(Meter));
        await engine.SendAndDrain(new Count(Meter, 1));

        Assert.Equal("sum 1250 at 1250", _world.Script.Lines[^1]);
        Assert.Equal(1251, _world.Stored<Counted>(Meter).Count);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_not_stay_without_a_snapshot_of_use()
    {
        await using var engine = await AfterCrash();
        Replace(newest => newest with { Schema = "meter.0" });

        await engine.SendAndDrain(new Count(Meter, 3));

        Assert.Equal((1251, "meter.1"), (Snapshots[^1].Snapshot.Version, Snapshots[^1].Snapshot.Schema));
    }

    /// <summary>One that is not what was written, and one from a time when the stream was longer.</summary>
    [Theory]
    [InlineData(1200, false, 1000)]
    [InlineData(1400, true, 1200)]
    public async Task Should_be_loaded_from_the_one_before_an_unsound_one(int version, bool isWhole, int before)
    {
        await using var engine = await AfterCrash();
        var newest = Snapshots[^1].Snapshot;
        var unsound = InMemorySnapshot.Of(newest with { Version = version, State = """{"Sum":7}"""u8.ToArray() });
        _world.Database.Snapshots[Meter][version] = isWhole ? unsound : unsound with { Checksum = new byte[8] };
        MeterState.Evolved = 0;

        await engine.SendAndDrain(new Read(Meter));

        Assert.Equal("sum 1250 at 1250", _world.Script.Lines[^1]);
        Assert.Equal(1250 - before, MeterState.Evolved);
    }

    [Fact]
    public async Task Should_have_no_snapshot_of_what_was_undone()
    {
        await using var engine = await AfterCrash();

        await engine.SendAndDrain(new Count(Meter, 200) { IsUndone = true });
        await engine.SendAndDrain(new Count(Meter, 149));

        Assert.Equal(1200, Snapshots[^1].Snapshot.Version);
        await engine.SendAndDrain(new Count(Meter, 1));
        Assert.Equal(1400, Snapshots[^1].Snapshot.Version);
    }

    [Fact]
    public async Task Should_have_none_when_none_is_wanted()
    {
        var world = new World(this, Meters) { Options = new() { SnapshotEvery = 0 } };
        await using var engine = await world.Engine();

        await engine.SendAndDrain(new Count(Meter, 1000));

        Assert.Equal(1000, world.Stored<Counted>(Meter).Count);
        Assert.Empty(world.Database.Snapshots);
    }

    [Fact]
    public async Task Should_keep_the_time_of_its_beginning()
    {
        var began = _world.Clock.Now + TimeSpan.FromSeconds(1);
        await using var engine = await AfterCrash();

        await engine.SendAndDrain(new Count(Meter, 500));

        Assert.All(Snapshots, kept => Assert.Equal(began, kept.Snapshot.CreatedAt));
        Assert.True(Snapshots[^1].Snapshot.UpdatedAt > began);
    }

    /// <summary>An engine that knows nothing of the events that another has stored.</summary>
    async Task<MessagingEngine> AfterCrash(int rounds = 10, int perRound = 125)
    {
        var crashed = await _world.Engine();
        for (var round = 0; round < rounds; round++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            await crashed.SendAndDrain(new Count(Meter, perRound));
        }

        await _world.Crash(crashed);
        return await _world.Engine();
    }

    void Replace(Func<StreamSnapshot, StreamSnapshot> newest) => _world.Database.Snapshots[Meter].SetValueAtIndex(
        Snapshots.Count - 1, InMemorySnapshot.Of(newest(Snapshots[^1].Snapshot)));

    sealed record Count(Guid MeterId, int Times) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;

        public bool IsUndone { get; init; }
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
            if (message.IsUndone)
                throw new InvalidOperationException("Undone.");
        }

        public async Task Handle(Read message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<MeterState>(message.MeterId, context.CancellationToken);
            script.Note($"sum {meter.State.Sum} at {meter.Version}");
        }
    }
}
