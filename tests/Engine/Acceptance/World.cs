using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>
/// A database, a clock and the endpoints of one situation. Engines are made on it, dropped, and made again. The
/// contracts are the message types nested in the test class.
/// </summary>
sealed class World(object situation, params EndpointDefinition[] endpoints) : ICommitListener
{
    const BindingFlags AllTypes = BindingFlags.Public | BindingFlags.NonPublic;
    readonly ConcurrentQueue<HandledRequest> _answers = [];
    public InMemoryDatabase Database { get; init; } = new();

    public ManualClock Clock { get; } = new();

    /// <summary>Without delayed retries: what fails has failed.</summary>
    public EngineOptions Options { get; init; } = new() { DelayedRetries = 0 };

    /// <summary>What handlers noted, and what is to happen when they do.</summary>
    public Script Script { get; } = new();

    public IReadOnlyList<RecoverabilityOverride> Recoverability { get; init; } = [];

    /// <summary>Gives contracts another name than that of their type, or earlier versions.</summary>
    public Func<MessageContract, MessageContract> Versions { get; init; } = contract => contract;

    /// <summary>Called when the engine waits before it tries again; time has passed by then.</summary>
    public Action OnDelay { get; set; } = () => { };

    /// <summary>What commits said of requests from outside.</summary>
    public IReadOnlyList<HandledRequest> Answers => [.. _answers];

    public Action<CommittedUnit> OnCommitted { get; set; } = _ => { };

    /// <summary>An engine that a test moves by <see cref="Stepping.Drain"/>; it owns its partitions already.</summary>
    public async Task<MessagingEngine> Engine(params string[] served)
    {
        var setup = Setup(served, Clock, new StepScheduler(this));
        var engine = await MessagingEngine.Create(setup, CancellationToken.None);
        await engine.Worker!.Step(isStopping: false, CancellationToken.None);
        return engine;
    }

    /// <summary>An engine with its loops, in real time.</summary>
    public Task<MessagingEngine> Started(params string[] served) =>
        MessagingEngine.Start(Setup(served, TimeProvider.System, scheduler: null), CancellationToken.None);

    /// <summary>Drops an engine as a killed process would be; what it had in memory is gone.</summary>
    public async Task Crash(MessagingEngine engine)
    {
        Database.Disconnect(engine.Worker!.Id);
        await engine.DisposeAsync();
    }

    public async Task DrainAll(params MessagingEngine[] engines)
    {
        var isBusy = true;
        for (var steps = 0; isBusy; steps++)
        {
            Assert.True(steps < Stepping.Endless, "The engines do not come to rest.");
            isBusy = false;
            foreach (var engine in engines)
                isBusy |= await engine.Move();
        }
    }

    /// <summary>A stream's events in order, read from what is stored.</summary>
    public IReadOnlyList<TEvent> Stored<TEvent>(Guid streamId)
        where TEvent : IEvent =>
        Database.Streams.GetValueOrDefault(streamId, [])
            .ConvertAll(stored => JsonSerializer.Deserialize<TEvent>(stored.Data.Span)!);

    void ICommitListener.OnCommitted(CommittedUnit unit)
    {
        foreach (var request in unit.Requests)
            _answers.Enqueue(request);
        OnCommitted(unit);
    }

    /// <summary>The setup of a process that only sends.</summary>
    public EngineSetup SetupOfSender() => Setup(["-"], Clock, new StepScheduler(this)) with { Served = [] };

    EngineSetup Setup(string[] served, TimeProvider clock, IScheduler? scheduler) => new()
    {
        Modules = [new MessageModule([.. ContractsOf(situation.GetType()).Select(Versions)], new TestJson())],
        Endpoints = endpoints,
        Served = served.Length > 0 ? served : [.. endpoints.Select(endpoint => endpoint.Name)],
        Storage = new InMemoryStorage(Database),
        Services = new ServiceCollection().AddSingleton(Script).BuildServiceProvider(),
        Logger = NullLogger.Instance,
        Options = Options,
        Recoverability = Recoverability,
        Clock = clock,
        Random = () => new CountingRandom(),
        Scheduler = scheduler,
        Listeners = [this],
    };

    static IEnumerable<MessageContract> ContractsOf(Type situation) => situation
        .GetNestedTypes(AllTypes).Concat(situation.BaseType!.GetNestedTypes(AllTypes))
        .Concat([typeof(Piece), typeof(Layer), typeof(Stamp), typeof(SilentStamp), typeof(Stamped), typeof(PieceDone)])
        .Where(type => type.IsAssignableTo(typeof(IMessage)))
        .Select(type => new MessageContract(type.Name, type));

    sealed class StepScheduler(World world) : IScheduler
    {
        public Task Run(Func<Task> loop) => Task.Run(loop);

        public Task Delay(TimeSpan delay, CancellationToken ct)
        {
            world.Clock.Advance(delay);
            world.OnDelay();
            return ct.IsCancellationRequested ? Task.FromCanceled(ct) : Task.CompletedTask;
        }
    }
}

/// <summary>Moves engines whose loops do not run.</summary>
static class Stepping
{
    public const int Endless = 10_000;

    /// <summary>How long a test waits for what should have come already, so that its failure is no hang.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Handles all that waits, step by step.</summary>
    public static async Task Drain(this MessagingEngine engine)
    {
        for (var steps = 0; await engine.Move(); steps++)
            Assert.True(steps < Endless, "The engine does not come to rest.");
    }

    /// <summary>One step of the worker, and one of the sender.</summary>
    public static async Task<bool> Move(this MessagingEngine engine)
    {
        var hasHandled = await engine.Worker!.Step(isStopping: false, CancellationToken.None);
        return await engine.Outbound.Step(CancellationToken.None) || hasHandled;
    }

    /// <summary>Sends, handles all that waits, and makes sure that the message was accepted.</summary>
    public static async Task SendAndDrain(this MessagingEngine engine, object message, SendOptions? options = null)
    {
        var accepted = engine.Session.Send(message, options ?? new SendOptions());
        await engine.Drain();
        Assert.True(accepted.IsCompleted, "The message is not durable.");
        await accepted;
    }

    public static SendOptions As(Guid requestId, string fingerprint = "f")
    {
        var options = new SendOptions();
        options.SetRequestIdentity(requestId, fingerprint);
        return options;
    }

    /// <summary>Waits in real time, for engines whose loops run.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        for (var waited = 0; !condition(); waited += 10)
        {
            Assert.True(waited < 10_000, $"Waited in vain: {what}.");
            await Task.Delay(10);
        }
    }
}

/// <summary>What happened in handlers, in order; a test may make something happen when a line is noted.</summary>
sealed class Script
{
    readonly ConcurrentQueue<string> _lines = [];

    public Action<string> On { get; set; } = _ => { };

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Note(string line)
    {
        _lines.Enqueue(line);
        On(line);
    }

    public int Count(string line) => _lines.Count(noted => noted == line);
}

/// <summary>Stands still until it is told to move, in either direction.</summary>
sealed class ManualClock : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}

/// <summary>No chance at all: ids count up, over all engines of all tests.</summary>
sealed class CountingRandom : IRandomSource
{
    static int last;

    public Guid NextId() => Keys.Of(1_000_000 + Interlocked.Increment(ref last));

    public double NextFraction() => 0;
}

static class Keys
{
    public static Guid Of(int number) => new(number, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>JSON by reflection, so that a situation's contracts need no generated code.</summary>
sealed class TestJson() : JsonSerializerContext(Reflecting()), IJsonTypeInfoResolver
{
    static readonly DefaultJsonTypeInfoResolver Resolver = new();

    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Reflecting().GetTypeInfo(typeof(T));

    public override JsonTypeInfo? GetTypeInfo(Type type) => Resolver.GetTypeInfo(type, Options);

    JsonTypeInfo? IJsonTypeInfoResolver.GetTypeInfo(Type type, JsonSerializerOptions options) =>
        Resolver.GetTypeInfo(type, options);

    static JsonSerializerOptions Reflecting() =>
        new() { TypeInfoResolver = Resolver, RespectRequiredConstructorParameters = true };
}
