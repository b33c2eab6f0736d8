using System.Text.Json;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_an_operator_retries_a_message
{
    static readonly Guid Bench = Keys.Of(1);
    static readonly Guid Number = Keys.Of(2);

    readonly World _world;

    public When_an_operator_retries_a_message() =>
        _world = new World(this, Works.Endpoint()) { Options = new EngineOptions() };

    [Fact]
    public async Task Should_say_that_it_is_done_when_it_succeeds()
    {
        await using var engine = await _world.Engine();
        var failed = await Failed(engine, new Piece(Bench, 1));

        await Retry(engine, failed);

        Assert.Equal([false], Results());
        Assert.Single(_world.Stored<PieceDone>(Bench));
    }

    [Fact]
    public async Task Should_say_at_once_that_it_failed_again()
    {
        await using var engine = await _world.Engine();
        var failed = await Failed(engine, new Piece(Bench, 1));
        Works.Break(_world, 1);

        var operation = await Retry(engine, failed);

        var again = Assert.Single(_world.Database.FailedMessages);
        Assert.Equal(operation, again.Operation);
        Assert.Equal(0, _world.Database.QueuedMessages);
        Assert.Empty(Results());
        Assert.DoesNotContain("BillingEngine.Replay", HeadersOf(again.Message).Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_say_that_it_was_done_already_and_do_nothing(bool tellsEvidence)
    {
        await using var engine = await _world.Engine();
        object stamp = tellsEvidence ? new Stamp(Bench, Number) : new SilentStamp(Bench, Number);
        await engine.SendAndDrain(stamp);
        _world.Clock.Advance(TimeSpan.FromDays(100));

        for (var times = 0; times < 2; times++)
            await Retry(engine, Sent(engine, stamp));

        Assert.Equal([true, true], Results());
        Assert.Single(_world.Stored<Stamped>(Bench));
        Assert.Empty(_world.Database.FailedMessages);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_settle_each_of_many_in_one_batch_by_itself()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new SilentStamp(Bench, Number));
        await engine.SendAndDrain(new SilentStamp(Bench, Keys.Of(3)));

        foreach (var number in new[] { 2, 3, 4, 5 })
            await Queue(engine, Sent(engine, new SilentStamp(Bench, Keys.Of(number))), Keys.Of(900 + number));
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.Drain();

        Assert.Equal([true, true, false, false], _world.Database.RetryResults
            .OrderBy(result => result.Operation)
            .Select(result => result.IsAlreadyDone));
        Assert.Equal(4, _world.Stored<Stamped>(Bench).Count);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_get_the_answer_of_a_request_again_and_not_its_effect()
    {
        await using var engine = await _world.Engine();
        var answered = new Dictionary<string, string> { ["BillingEngine.RequestId"] = Keys.Of(7).ToString() };
        _world.Database.Replies[Keys.Of(7)] = new RecordedReply(
            Keys.Of(7),
            "f",
            Keys.Of(8),
            "PieceDone",
            JsonSerializer.SerializeToUtf8Bytes(new PieceDone(Bench, 1)),
            _world.Clock.Now);

        await Retry(engine, Sent(engine, new Piece(Bench, 1)), answered);

        Assert.Equal([true], Results());
        Assert.Empty(_world.Stored<PieceDone>(Bench));
    }

    async Task<TransportMessage> Failed(MessagingEngine engine, object message)
    {
        Works.Break(_world, 1);
        await engine.SendAndDrain(message);
        for (var rounds = 0; rounds < 3; rounds++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(5));
            await engine.Drain();
        }

        Works.Mend(_world);
        return Assert.Single(_world.Database.FailedMessages).Message;
    }

    static TransportMessage Sent(MessagingEngine engine, object message) => new(
        Keys.Of(500),
        message.GetType().Name,
        engine.Worker!.Map.PartitionOf("works", Bench),
        default,
        "{}"u8.ToArray(),
        JsonSerializer.SerializeToUtf8Bytes(message));

    async Task<Guid> Retry(
        MessagingEngine engine, TransportMessage message, Dictionary<string, string>? headers = null)
    {
        var operation = Keys.Of(600 + _world.Database.RetryResults.Count);
        await Queue(engine, message, operation, headers);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.Drain();
        return operation;
    }

    async Task Queue(
        MessagingEngine engine, TransportMessage message, Guid operation, Dictionary<string, string>? headers = null)
    {
        headers ??= [];
        headers[ReplayHeaders.Replay] = "True";
        headers[ReplayHeaders.Operation] = operation.ToString();
        await new Messaging.InMemory.InMemoryStorage(_world.Database).Transport.Send(
            [message with { DueAt = _world.Clock.Now, Headers = JsonSerializer.SerializeToUtf8Bytes(headers) }],
            CancellationToken.None);
        Assert.NotNull(engine);
    }

    /// <summary>Of each retry that ended without a failure, whether nothing was left to do.</summary>
    IReadOnlyList<bool> Results() => [.. _world.Database.RetryResults.Select(result => result.IsAlreadyDone)];

    static Dictionary<string, string> HeadersOf(TransportMessage message) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers.Span)!;
}
