using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Recoverability;
using BillingEngine.Messaging.Storage;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Messaging.Engine;

/// <summary>What a worker is made of.</summary>
sealed record WorkerSetup(
    Guid Id,
    IReadOnlyList<string> Endpoints,
    Topology Topology,
    PartitionMap Map,
    IStorage Storage,
    IServiceProvider Services,
    TimeProvider Clock,
    IScheduler Scheduler,
    IRandomSource Random,
    EngineOptions Options,
    MessagePolicies Policies,
    IReadOnlyList<ICommitListener> Listeners,
    Action<Envelope> Forward,
    ILogger Logger,
    EngineMetrics Metrics)
{
    public FaultSwitch? Faults { get; init; }
}

/// <summary>The process's services, with what belongs to one worker in front: its aggregates and its clock.</summary>
sealed class WorkerServices(IServiceProvider services, IAggregates aggregates, TimeProvider clock) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IAggregates) ? aggregates
        : serviceType == typeof(TimeProvider) ? clock
        : services.GetService(serviceType);
}
