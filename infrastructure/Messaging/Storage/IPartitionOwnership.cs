namespace BillingEngine.Messaging.Storage;

/// <summary>A partition of an endpoint, and who owns it.</summary>
/// <param name="Slot">Number within the endpoint, from 0.</param>
/// <param name="OwnerIsAlive">False when there is no owner, or the owner is certainly or presumably gone.</param>
public sealed record PartitionRow(int Partition, string Endpoint, int Slot, Guid? Owner, bool OwnerIsAlive, long Epoch);

/// <summary>Ownership as one statement saw it: all partitions, and the workers that are alive, by endpoint.</summary>
public sealed record OwnershipView(
    IReadOnlyList<PartitionRow> Partitions, IReadOnlyDictionary<string, IReadOnlyList<Guid>> Workers);

/// <summary>
/// Who owns which partition. Liveness only decides how soon a partition is taken over; that two workers never write to
/// one partition rests on the epoch alone.
/// </summary>
public interface IPartitionOwnership
{
    /// <summary>Makes sure that an endpoint has its partitions; their number was fixed when the store was created.</summary>
    Task Install(IReadOnlyCollection<string> endpoints, CancellationToken ct);

    /// <summary>Says that a worker is alive and which endpoints it serves, and looks around.</summary>
    Task<OwnershipView> Heartbeat(Guid worker, IReadOnlyCollection<string> endpoints, CancellationToken ct);

    /// <summary>Takes partitions over, each only if its epoch is still the one that was seen. Returns those that were got.</summary>
    Task<IReadOnlyList<PartitionLease>> Claim(Guid worker, IReadOnlyList<PartitionRow> partitions, CancellationToken ct);

    /// <summary>Gives partitions up, so that others need not wait.</summary>
    Task Release(Guid worker, IReadOnlyList<PartitionLease> leases, CancellationToken ct);

    /// <summary>Takes a worker off the list.</summary>
    Task Leave(Guid worker, CancellationToken ct);
}
