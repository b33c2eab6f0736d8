using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Api.Engine;

/// <summary>
/// What the engine knows of contracts and partitions, and what would come of messages that it had before.
/// </summary>
sealed class EngineReplays(MessagingEngine engine) : IReplays
{
    public MessageTypes Contracts => engine.Contracts;

    public string? EndpointOf(int partition) => engine.EndpointOf(partition);

    public int PartitionOf(string endpoint, Guid key) => engine.PartitionOf(endpoint, key);

    public Task<Rehearsal> Rehearse(TransportMessage message, CancellationToken ct) => engine.Rehearse(message, ct);

    public GivenUpMessage GiveUp(TransportMessage message) => engine.GiveUp(message);

    public void Wake(IReadOnlyCollection<int> partitions) => engine.Wake(partitions);
}
