using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Engine.Availability;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_the_database_stays_away
{
    static readonly EngineOptions Patient = new();

    readonly ManualTime _time = new();
    readonly World _world;

    public When_the_database_stays_away() => _world = new World(
        this, new EndpointDefinition("bells").AddHandler<BellHandler>())
    {
        Options = new EngineOptions
        {
            Backoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(8),
            OwnershipInterval = TimeSpan.FromMilliseconds(5),
            StoreGrace = TimeSpan.FromMilliseconds(50),
        },
    };

    [Fact]
    public async Task Should_refuse_at_once_until_it_is_back()
    {
        await using var engine = await _world.Started();
        await Stepping.Until(() => engine.OwnedPartitions.Count == 4, "partitions");
        var accepted = engine.Session.Send(new Ring(Keys.Of(1)));
        await accepted.WaitAsync(Stepping.Patience);
        _world.Database.IsReachable = false;

        await Stepping.Until(() => engine.StoreAwayFor is not null, "the absence is noticed");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.Session.Send(new Ring(Keys.Of(2))));
        Assert.Equal(0, engine.Waiting);

        _world.Database.IsReachable = true;
        await Stepping.Until(() => engine.StoreAwayFor is null, "the return is noticed");
        await engine.Session.Send(new Ring(Keys.Of(3))).WaitAsync(Stepping.Patience);
        Assert.Equal(2, _world.Script.Count("ring"));
    }

    [Fact]
    public async Task Should_refuse_nothing_within_the_grace()
    {
        var watch = new StoreWatch(_time, Patient);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => watch.Write(Fails));

        _time.Advance(Patient.StoreGrace);
        Assert.Null(watch.AwayFor);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Patient.StoreGrace + TimeSpan.FromTicks(1), watch.AwayFor);
    }

    [Fact]
    public async Task Should_have_more_patience_with_one_that_is_only_silent()
    {
        var watch = new StoreWatch(_time, Patient);
        var answer = new TaskCompletionSource<int>();
        var waiting = watch.Read(() => answer.Task);

        _time.Advance(Patient.StorePatience);
        Assert.Null(watch.AwayFor);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(watch.AwayFor);
        answer.SetResult(1);
        await waiting;
        Assert.Null(watch.AwayFor);
    }

    [Fact]
    public async Task Should_not_take_one_that_can_only_be_read_for_there()
    {
        var watch = new StoreWatch(_time, Patient);
        CommitOutcome full = new CommitOutcome.RolledBack(new InvalidOperationException("The disk is full."));
        await watch.Write(() => Task.FromResult(full));
        _time.Advance(Patient.StoreGrace * 2);

        await watch.Read(() => Task.FromResult(1));
        Assert.NotNull(watch.AwayFor);

        await watch.Write<CommitOutcome>(() => Task.FromResult<CommitOutcome>(CommitOutcome.Committed.Instance));
        Assert.Null(watch.AwayFor);
    }

    static Task<int> Fails() => throw new StoreUnavailableException("It is away.");

    sealed class ManualTime : TimeProvider
    {
        long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }

    sealed record Ring(Guid Bell) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Bell;
    }

    sealed class BellHandler(Script script) : IHandleMessages<Ring>
    {
        public Task Handle(Ring message, IMessageHandlerContext context)
        {
            script.Note("ring");
            return Task.CompletedTask;
        }
    }
}
