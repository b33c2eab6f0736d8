using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Messaging.Engine;

/// <summary>What an engine is made of. Time, chance, storage, transport and scheduling come in here.</summary>
public sealed record EngineSetup
{
    public required IReadOnlyList<MessageModule> Modules { get; init; }

    /// <summary>All endpoints there are: every process routes to all of them.</summary>
    public required IReadOnlyList<EndpointDefinition> Endpoints { get; init; }

    /// <summary>Names of the endpoints that this process serves; none for a process that only sends.</summary>
    public required IReadOnlyList<string> Served { get; init; }

    public required IStorage Storage { get; init; }

    /// <summary>What handlers get injected, besides the aggregates and the clock.</summary>
    public required IServiceProvider Services { get; init; }

    public required ILogger Logger { get; init; }

    public EngineOptions Options { get; init; } = new();

    /// <summary>What is set differently for endpoints and message types.</summary>
    public IReadOnlyList<RecoverabilityOverride> Recoverability { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<IRandomSource> Random { get; init; } = () => new SystemRandomSource();

    public IScheduler? Scheduler { get; init; }

    public IReadOnlyList<ICommitListener> Listeners { get; init; } = [];

    /// <summary>Makes messages fail on purpose; null: nothing can.</summary>
    public FaultSwitch? Faults { get; init; }

    internal void CheckServed(Topology topology)
    {
        var unknown = Served.Where(name => !topology.Endpoints.ContainsKey(name)).ToList();
        if (unknown.Count > 0)
            throw new ArgumentException(
                $"There is no endpoint {string.Join(", ", unknown)}. "
                + $"There are: {string.Join(", ", topology.Endpoints.Keys.Order())}.");
    }
}
