using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>What is asked of the engine beyond carrying messages: what they are, and what would come of them.</summary>
public sealed partial class MessagingEngine
{
    /// <summary>Every contract that this version knows.</summary>
    public MessageTypes Contracts => _topology.Types;

    /// <summary>The endpoint that a partition belongs to; null when there is no such partition.</summary>
    public string? EndpointOf(int partition) => _map.Knows(partition) ? _map.EndpointOf(partition) : null;

    /// <summary>The partition of an endpoint that messages with this key reach.</summary>
    public int PartitionOf(string endpoint, Guid key) => _map.PartitionOf(endpoint, key);

    /// <summary>
    /// Tells what a command would do, had it been sent now: handles it with everything that it causes at once, wherever
    /// that belongs, over what is committed now, and stores nothing. Messages to later times are dropped.
    /// </summary>
    /// <exception cref="OverloadedException">Too many rehearsals wait already.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="EngineStoppedException">The engine is stopping.</exception>
    public Task<Rehearsal> Rehearse(object message, SendOptions options, CancellationToken ct) =>
        _rehearsals.Rehearse(_session.EnvelopeOf(message, options), ct);

    /// <summary>
    /// As above, for a message as it was delivered, or failed, before: by its headers it says what it is.
    /// </summary>
    /// <exception cref="UndecodableMessageException">It cannot be read.</exception>
    public Task<Rehearsal> Rehearse(TransportMessage message, CancellationToken ct)
    {
        var envelope = WireHeaders.Read(new ReceivedMessage(message, default), Contracts);
        envelope.Message = UndecodableMessageException.ReadBody(envelope);
        return _rehearsals.Rehearse(envelope with { Receipt = null }, ct);
    }

    /// <summary>What a message that waits becomes when it is taken from the queue and not to be tried again.</summary>
    public GivenUpMessage GiveUp(TransportMessage message) =>
        GivenUpMessage.Of(message, _topology, _map, _setup.Random().NextId(), _setup.Clock.GetUtcNow());

    /// <summary>
    /// Tells the owners of these partitions, this process's worker among them, that something was put into their queue.
    /// </summary>
    public void Wake(IReadOnlyCollection<int> partitions)
    {
        _worker?.OnWake(partitions);
        _setup.Storage.Transport.Wake(partitions);
    }
}
