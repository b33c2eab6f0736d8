using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

/// <summary>The store's seams over an <see cref="InMemoryDatabase"/>, with the semantics of the real one.</summary>
public sealed class InMemoryStorage(InMemoryDatabase database) : IStorage
{
    public ITransport Transport { get; } = new InMemoryTransport(database);

    public IEventStore Events { get; } = new InMemoryEventStore(database);

    public IPartitionOwnership Ownership { get; } = new InMemoryOwnership(database);

    public WorkerStorage OpenWorker()
    {
        var ownership = new InMemoryOwnership(database);
        return new WorkerStorage(new InMemoryUnitStore(database, ownership.Die), ownership);
    }

    public IUnitReader OpenReader() => new InMemoryUnitStore(database, closed: () => { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
