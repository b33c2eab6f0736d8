using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>
/// Work pieces to be handled one after the other; what is written on a piece makes its handler throw, as long as the
/// test says so.
/// </summary>
sealed class Works
{
    public static EndpointDefinition Endpoint() => new EndpointDefinition("works").AddHandler<WorkHandlers>();

    /// <summary>Bench and number of what was handled, in order.</summary>
    public static IReadOnlyList<string> Done(World world) =>
    [
        .. world.Script.Lines
            .Where(line => line.StartsWith("done ", StringComparison.Ordinal))
            .Select(line => line[5..]),
    ];

    /// <summary>From now on pieces with these numbers fail.</summary>
    public static void Break(World world, params int[] numbers) => world.Script.On = line =>
    {
        if (Array.Exists(numbers, number => line.EndsWith($"try {number}", StringComparison.Ordinal)))
            throw new InvalidTimeZoneException($"broken at {world.Clock.Now:O}");
    };

    public static void Mend(World world) => world.Script.On = _ => { };
}

/// <summary>Any order will do.</summary>
sealed record Piece(Guid Bench, int Number) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => Bench;
}

/// <summary>Pieces of a bench are worked on in the order in which they came.</summary>
sealed record Layer(Guid Bench, int Number) : ICommand, IKeepOrder
{
    Guid IPartitioned.PartitionKey => Bench;
}

/// <summary>Leaves what it was made of for ever.</summary>
sealed record Stamp(Guid Bench, Guid Number) : ICommand, IPartitioned, ILeaveEvidence
{
    Guid IPartitioned.PartitionKey => Bench;

    Evidence ILeaveEvidence.Evidence => new(Bench, Number);
}

/// <summary>As above, but it does not say so.</summary>
sealed record SilentStamp(Guid Bench, Guid Number) : ICommand, IPartitioned
{
    Guid IPartitioned.PartitionKey => Bench;
}

sealed record Stamped(Guid Bench, Guid Number) : IHappenOnce
{
    Guid IHappenOnce.OnceKey => Number;
}

sealed record PieceDone(Guid Bench, int Number) : IEvent;

sealed record BenchState(int Pieces) : IEventSourced<BenchState>
{
    public static BenchState Initial { get; } = new(0);

    static JsonTypeInfo<BenchState> IEventSourced<BenchState>.SnapshotJson => TestJson.Of<BenchState>();

    static string IEventSourced<BenchState>.SnapshotSchema => "bench.1";

    static bool IEventSourced<BenchState>.Opens(IEvent first) => true;

    public BenchState Evolve(IEvent e, DateTimeOffset at) => new(Pieces + 1);
}

sealed class WorkHandlers(Script script, IAggregates aggregates) :
    IHandleMessages<Piece>, IHandleMessages<Layer>, IHandleMessages<Stamp>, IHandleMessages<SilentStamp>
{
    public Task Handle(Piece message, IMessageHandlerContext context) => Do(message.Bench, message.Number, context);

    public Task Handle(Layer message, IMessageHandlerContext context) => Do(message.Bench, message.Number, context);

    public Task Handle(Stamp message, IMessageHandlerContext context) =>
        Append(message.Bench, new Stamped(message.Bench, message.Number), context);

    public Task Handle(SilentStamp message, IMessageHandlerContext context) =>
        Append(message.Bench, new Stamped(message.Bench, message.Number), context);

    async Task Do(Guid bench, int number, IMessageHandlerContext context)
    {
        await Append(bench, new PieceDone(bench, number), context);
        script.Note($"try {number}");
        script.Note($"done {number}");
    }

    async Task Append(Guid bench, IEvent e, IMessageHandlerContext context)
    {
        var state = await aggregates.Load<BenchState>(bench, context.CancellationToken);
        aggregates.Append(state, e);
    }
}
