using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>The first version of the software.</summary>
sealed class MetersYesterday
{
    internal sealed record Tell(Guid MeterId, string Reading) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;
    }

    internal sealed record MeterRead(Guid MeterId, string Reading) : IEvent;

    internal sealed record State(int Count) : IEventSourced<State>
    {
        public static State Initial { get; } = new(0);

        static JsonTypeInfo<State> IEventSourced<State>.SnapshotJson => TestJson.Of<State>();

        static string IEventSourced<State>.SnapshotSchema => "meter.1";

        static bool IEventSourced<State>.Opens(IEvent first) => first is MeterRead;

        public State Evolve(IEvent e, DateTimeOffset at) => new(Count + 1);
    }

    internal sealed class Handler(IAggregates aggregates) : IHandleMessages<Tell>
    {
        public async Task Handle(Tell message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<State>(message.MeterId, context.CancellationToken);
            aggregates.Append(meter, new MeterRead(message.MeterId, message.Reading));
        }
    }
}

/// <summary>The software of today. Its records are all that it knows of the past.</summary>
sealed class MetersToday
{
    internal sealed record Tell(Guid MeterId, long WattHours) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;
    }

    internal sealed record Sum(Guid MeterId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MeterId;
    }

    internal sealed record MeterRead(Guid MeterId, long WattHours) : IEvent;

    internal sealed record State(int Count, long WattHours) : IEventSourced<State>
    {
        public static State Initial { get; } = new(0, 0);

        static JsonTypeInfo<State> IEventSourced<State>.SnapshotJson => TestJson.Of<State>();

        static string IEventSourced<State>.SnapshotSchema => "meter.2";

        static bool IEventSourced<State>.Opens(IEvent first) => first is MeterRead;

        public State Evolve(IEvent e, DateTimeOffset at) =>
            new(Count + 1, WattHours + ((MeterRead)e).WattHours);
    }

    internal sealed class Handler(IAggregates aggregates, Script script) :
        IHandleMessages<Tell>, IHandleMessages<Sum>
    {
        public async Task Handle(Tell message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<State>(message.MeterId, context.CancellationToken);
            aggregates.Append(meter, new MeterRead(message.MeterId, message.WattHours));
        }

        public async Task Handle(Sum message, IMessageHandlerContext context)
        {
            var meter = await aggregates.Load<State>(message.MeterId, context.CancellationToken);
            script.Note($"{meter.State.WattHours} Wh after {meter.State.Count} readings");
        }
    }
}
