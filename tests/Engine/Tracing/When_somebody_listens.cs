using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using BillingEngine.Engine.Tests.Acceptance;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Engine.Tests.Tracing;

public sealed class When_somebody_listens
{
    readonly World _world;

    public When_somebody_listens() => _world = new World(
        this,
        new EndpointDefinition("asking").AddHandler<AskHandler>(),
        new EndpointDefinition("telling").AddHandler<TellHandler>())
    {
        Database = new InMemoryDatabase(),
    };

    [Fact]
    public async Task Should_see_spans_that_nest_over_processes()
    {
        var request = Spans.NewParent();
        using var spans = new Spans(request);
        await using var asking = await _world.Engine("asking");
        await using var telling = await _world.Engine("telling");

        _ = asking.Session.Send(new Ask(Keys.Of(1), IsGood: true), Options(request));
        await _world.DrainAll(asking, telling);

        var (ask, tell) = (spans.Of("process Ask"), spans.Of("process Tell"));
        Assert.Equal((request.SpanId, ask.SpanId), (ask.ParentSpanId, tell.ParentSpanId));
        Assert.Equal(request.TraceId, tell.TraceId);
        Assert.True(tell.HasRemoteParent);
        Assert.Equal(("asking", "telling"), (DestinationOf(ask), DestinationOf(tell)));
        Assert.Equal((ActivityKind.Consumer, ActivityStatusCode.Unset), (tell.Kind, tell.Status));
    }

    [Fact]
    public async Task Should_see_what_failed()
    {
        var request = Spans.NewParent();
        using var spans = new Spans(request);
        await using var engine = await _world.Engine();

        _ = engine.Session.Send(new Ask(Keys.Of(1), IsGood: false), Options(request));
        await engine.Drain();

        var tries = spans.All("process Tell");
        Assert.Equal(1 + _world.Options.ImmediateRetries, tries.Count);
        Assert.All(
            tries, span => Assert.Equal((ActivityStatusCode.Error, "no good"), (span.Status, span.StatusDescription)));
        Assert.All(tries, span => Assert.Equal("exception", span.Events.Single().Name));
    }

    [Fact]
    public async Task Should_pass_the_callers_context_on_while_nobody_does()
    {
        var request = Spans.NewParent();
        await using var asking = await _world.Engine("asking");

        _ = asking.Session.Send(new Ask(Keys.Of(1), IsGood: true), Options(request));
        await asking.Drain();

        var sent = Assert.Single(_world.Database.Queue).Value;
        Assert.Contains(Spans.Text(request), Encoding.UTF8.GetString(sent.Headers.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_cost_nothing_while_nobody_does()
    {
        var types = new MessageTypes([EngineMessages.Module]);
        Assert.True(types.TryFind(EngineMessages.Module.Contracts[0].Name, out var type));
        var message = new Envelope
        {
            MessageId = Keys.Of(1),
            Type = type,
            Partition = 0,
            Intent = MessageIntent.Send,
            ConversationId = Keys.Of(1),
            CorrelationId = "c",
            TimeSent = default,
            TraceParent = Spans.Text(Spans.NewParent()),
        };
        Assert.Null(EngineActivity.Process(message, "asking"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var times = 0; times < 1000; times++)
            EngineActivity.Process(message, "asking");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    static object? DestinationOf(Activity span) => span.GetTagItem("messaging.destination.name");

    static SendOptions Options(ActivityContext request)
    {
        var options = new SendOptions();
        options.SetTraceParent(Spans.Text(request));
        return options;
    }

    sealed record Ask(Guid Id, bool IsGood) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Id;
    }

    sealed record Tell(Guid Id, bool IsGood) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Id;
    }

    sealed class AskHandler : IHandleMessages<Ask>
    {
        public Task Handle(Ask message, IMessageHandlerContext context) =>
            context.Send(new Tell(message.Id, message.IsGood));
    }

    sealed class TellHandler : IHandleMessages<Tell>
    {
        public Task Handle(Tell message, IMessageHandlerContext context) =>
            message.IsGood ? Task.CompletedTask : throw new InvalidOperationException("no good");
    }

    /// <summary>Spans of one trace: other tests have theirs at the same time.</summary>
    sealed class Spans : IDisposable
    {
        readonly ActivityListener _listener;
        readonly ConcurrentQueue<Activity> _ended = [];

        public Spans(ActivityContext request)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == EngineActivity.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    options.Parent.TraceId == request.TraceId
                        ? ActivitySamplingResult.AllDataAndRecorded
                        : ActivitySamplingResult.None,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public static ActivityContext NewParent() => new(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        public static string Text(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-01";

        public Activity Of(string name) => Assert.Single(All(name));

        public IReadOnlyList<Activity> All(string name) => [.. _ended.Where(span => span.OperationName == name)];

        public void Dispose() => _listener.Dispose();
    }
}
