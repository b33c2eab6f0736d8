using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_clock_goes_back
{
    static readonly Guid Diary = Keys.Of(1);

    readonly World _world;

    public When_the_clock_goes_back() =>
        _world = new World(this, new EndpointDefinition("diaries").AddHandler<DiaryHandler>());

    [Fact]
    public async Task Should_not_take_the_times_of_events_back_with_it()
    {
        await using var engine = await _world.Engine();

        foreach (var minutes in new[] { 0, -60, 10, 20, 40, -5 })
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await engine.SendAndDrain(new Write(Diary, Diary));
        }

        AssertNeverBack();
    }

    [Fact]
    public async Task Should_not_take_the_times_of_other_streams_back_either()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Write(Diary, Diary));
        _world.Clock.Advance(TimeSpan.FromHours(-1));

        await engine.SendAndDrain(new Write(Keys.Of(2), Keys.Of(2)));

        Assert.Equal(Times(Diary), Times(Keys.Of(2)));
    }

    [Fact]
    public async Task Should_not_take_them_back_after_a_restart()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Write(Diary, Diary));
        await _world.Crash(crashed);
        _world.Clock.Advance(TimeSpan.FromHours(-1));
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Write(Diary, Diary));

        AssertNeverBack();
    }

    [Fact]
    public async Task Should_still_look_at_the_transport_and_after_its_partitions()
    {
        await using var engine = await _world.Engine();
        await engine.Drain();
        _world.Clock.Advance(TimeSpan.FromHours(-1));

        await using var other = await _world.Engine();
        _world.Clock.Advance(_world.Options.OwnershipInterval);
        await _world.DrainAll(engine, other);
        _world.Clock.Advance(_world.Options.OwnershipInterval);
        await _world.DrainAll(engine, other);

        Assert.Equal([2, 2], new[] { engine, other }.Select(each => each.OwnedPartitions.Count));
        Assert.InRange(engine.Worker!.UntilNextLook(), TimeSpan.Zero, _world.Options.PollInterval);
    }

    [Fact]
    public async Task Should_give_all_events_of_a_unit_one_time()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = _ => _world.Clock.Advance(TimeSpan.FromSeconds(1));

        await engine.SendAndDrain(new Write(Diary, Keys.Of(2)));

        Assert.Equal(2, _world.Script.Lines.Count);
        Assert.Single(Times(Diary).Concat(Times(Keys.Of(2))).Distinct());
    }

    void AssertNeverBack() => Assert.Equal(Times(Diary).Order(), Times(Diary));

    IEnumerable<DateTimeOffset> Times(Guid diary) => _world.Database.Streams[diary].Select(e => e.OccurredAt);

    sealed record Write(Guid DiaryId, Guid Next) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => DiaryId;
    }

    sealed record Written : IEvent;

    sealed record DiaryState(int Pages) : IEventSourced<DiaryState>
    {
        public static DiaryState Initial { get; } = new(0);

        static JsonTypeInfo<DiaryState> IEventSourced<DiaryState>.SnapshotJson => TestJson.Of<DiaryState>();

        static string IEventSourced<DiaryState>.SnapshotSchema => "diary.1";

        static bool IEventSourced<DiaryState>.Opens(IEvent first) => first is Written;

        public DiaryState Evolve(IEvent e, DateTimeOffset at) => new(Pages + 1);
    }

    sealed class DiaryHandler(Script script, IAggregates aggregates) : IHandleMessages<Write>
    {
        public async Task Handle(Write message, IMessageHandlerContext context)
        {
            script.Note("write");
            var diary = await aggregates.Load<DiaryState>(message.DiaryId, context.CancellationToken);
            aggregates.Append(diary, new Written());
            if (message.Next != message.DiaryId)
                await context.Send(new Write(message.Next, message.Next));
        }
    }
}
