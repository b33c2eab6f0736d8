using System.Text.Json;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>The random source of these worlds gives 0, so a delay is a fifth shorter than it is on average.</summary>
public sealed class When_a_failure_may_pass
{
    static readonly Guid Bench = Keys.Of(1);
    static readonly EngineOptions Defaults = new();

    readonly World _world;

    public When_a_failure_may_pass() => _world = new World(this, Works.Endpoint()) { Options = Defaults };

    [Fact]
    public async Task Should_come_back_after_8_16_and_32_seconds_and_then_fail_for_good()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        await engine.SendAndDrain(new Piece(Bench, 1));
        List<int> tries = [_world.Script.Count("try 1")];

        foreach (var seconds in new[] { 7, 1, 15, 1, 31, 1, 3600 })
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await engine.Drain();
            tries.Add(_world.Script.Count("try 1"));
        }

        Assert.Equal([6, 6, 12, 12, 18, 18, 24, 24], tries);
        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Equal(24, failed.Attempts);
        Assert.Equal(0, _world.Database.QueuedMessages);
        Assert.DoesNotContain(Headers.DelayedRetries, HeadersOf(failed.Message).Keys);
        Assert.DoesNotContain("BillingEngine.Attempts", HeadersOf(failed.Message).Keys);
    }

    [Fact]
    public async Task Should_be_accepted_at_once_and_say_on_disk_why_it_waits()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);

        await engine.SendAndDrain(new Piece(Bench, 1));

        var waiting = Assert.Single(_world.Database.Queue.Values);
        var headers = HeadersOf(waiting);
        Assert.Equal((WaitKind.Retry, _world.Clock.Now.AddSeconds(8)), (waiting.Kind, waiting.DueAt));
        Assert.Equal("1", headers[Headers.DelayedRetries]);
        Assert.Equal(
            DateTimeOffsetHelper.ToWireFormattedString(_world.Clock.Now), headers[Headers.DelayedRetriesTimestamp]);
        Assert.StartsWith(
            "InvalidTimeZoneException: broken at", headers["BillingEngine.LastFailure"], StringComparison.Ordinal);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_be_handled_once_when_the_fault_is_gone()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        await engine.SendAndDrain(new Piece(Bench, 1));

        Works.Mend(_world);
        _world.Clock.Advance(TimeSpan.FromSeconds(8));
        await engine.Drain();

        Assert.Equal(["1"], Works.Done(_world));
        Assert.Single(_world.Stored<PieceDone>(Bench));
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_come_back_in_another_engine_after_a_crash()
    {
        var crashed = await _world.Engine();
        Works.Break(_world, 1);
        await crashed.SendAndDrain(new Piece(Bench, 1));
        await _world.Crash(crashed);

        Works.Mend(_world);
        await using var engine = await _world.Engine();
        _world.Clock.Advance(TimeSpan.FromSeconds(8));
        await engine.Drain();

        Assert.Equal(["1"], Works.Done(_world));
    }

    [Fact]
    public async Task Should_not_hold_up_another_message_of_its_key()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);

        await engine.SendAndDrain(new Piece(Bench, 1));
        await engine.SendAndDrain(new Piece(Bench, 2));

        Assert.Equal(["2"], Works.Done(_world));
    }

    [Fact]
    public async Task Should_follow_what_its_endpoint_its_message_and_the_configuration_say()
    {
        var works = Works.Endpoint();
        works.Recoverability().Immediate(immediate => immediate.NumberOfRetries(1));
        works.Recoverability<Layer>().Delayed(
            delayed => delayed
                .NumberOfRetries(1)
                .TimeIncrease(TimeSpan.FromHours(1))
                .NoLongerThan(TimeSpan.FromMinutes(1)));
        var world = new World(this, works)
        {
            Options = Defaults,
            Recoverability = [new("works", "Piece") { DelayedRetries = 0, ImmediateRetries = 2 }],
        };
        await using var engine = await world.Engine();
        Works.Break(world, 1, 2);

        await engine.SendAndDrain(new Piece(Bench, 1));
        await engine.SendAndDrain(new Layer(Bench, 2));

        Assert.Equal((3, 2), (world.Script.Count("try 1"), world.Script.Count("try 2")));
        Assert.Equal("Piece", Assert.Single(world.Database.FailedMessages).Message.Type);
        Assert.Equal(world.Clock.Now.AddSeconds(48), Assert.Single(world.Database.Queue.Values).DueAt);
    }

    [Fact]
    public async Task Should_ask_a_policy_of_its_own()
    {
        var works = Works.Endpoint();
        works.Recoverability().CustomPolicy((config, failure) => failure.Exception.Message.Contains("broken")
            ? RecoverabilityAction.Discard("broken pieces are thrown away")
            : DefaultRecoverabilityPolicy.Invoke(config, failure));
        var world = new World(this, works) { Options = Defaults };
        await using var engine = await world.Engine();
        Works.Break(world, 1);

        await engine.SendAndDrain(new Piece(Bench, 1));

        Assert.Equal(1, world.Script.Count("try 1"));
        Assert.Empty(world.Database.FailedMessages);
        Assert.Equal(0, world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_not_come_back_when_trying_again_cannot_help()
    {
        var works = Works.Endpoint();
        works.Recoverability()
            .AddUnrecoverableException<InvalidTimeZoneException>()
            .Failed(failed => failed.HeaderCustomization(headers => headers["shift"] = "night"));
        var world = new World(this, works) { Options = Defaults };
        await using var engine = await world.Engine();
        Works.Break(world, 1);

        await engine.SendAndDrain(new Piece(Bench, 1));

        Assert.Equal(1, world.Script.Count("try 1"));
        Assert.Equal("night", HeadersOf(Assert.Single(world.Database.FailedMessages).Message)["shift"]);
    }

    [Fact]
    public async Task Should_not_come_back_when_an_operator_took_it_back_in_time()
    {
        await using var engine = await _world.Engine();
        Works.Break(_world, 1);
        await engine.SendAndDrain(new Piece(Bench, 1));
        await engine.SendAndDrain(new Piece(Keys.Of(2), 2));
        Works.Mend(_world);
        _world.Clock.Advance(TimeSpan.FromSeconds(8));

        // Taken back between the worker's look at the queue and its commit.
        _world.Database.OnCommit = _ =>
        {
            _world.Database.Queue.Clear();
            return Messaging.InMemory.CommitFault.None;
        };
        await engine.Drain();

        Assert.Empty(_world.Stored<PieceDone>(Bench));
        Assert.Single(_world.Stored<PieceDone>(Keys.Of(2)));
        Assert.Empty(_world.Database.FailedMessages);
    }

    static Dictionary<string, string> HeadersOf(TransportMessage message) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers.Span)!;
}
