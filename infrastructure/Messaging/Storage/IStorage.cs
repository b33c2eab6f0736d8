using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Messaging.Storage;

/// <summary>A durable store with all the seams that the engine stands on.</summary>
public interface IStorage : IAsyncDisposable
{
    ITransport Transport { get; }

    IEventStore Events { get; }

    /// <summary>Ownership as seen by a process that has no worker.</summary>
    IPartitionOwnership Ownership { get; }

    /// <summary>A connection of its own for a worker; its liveness is that connection's.</summary>
    WorkerStorage OpenWorker();

    /// <summary>
    /// A connection of its own that cannot write, for units of work that are computed and not stored. Other workers may
    /// write to what it reads, so each read sees one snapshot.
    /// </summary>
    IUnitReader OpenReader();
}

/// <summary>What one worker uses.</summary>
public sealed record WorkerStorage(IUnitStore Units, IPartitionOwnership Ownership) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Units.DisposeAsync();
}

/// <summary>Partition numbers with a meaning of their own in wake-ups.</summary>
public static class WakeUp
{
    /// <summary>Whoever waits elsewhere for what came of a message.</summary>
    public const int Observers = -1;
}
