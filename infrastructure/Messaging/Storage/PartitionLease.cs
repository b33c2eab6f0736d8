namespace BillingEngine.Messaging.Storage;

/// <summary>
/// The right to write to a partition. Every commit proves the epoch; when another worker has claimed the partition, the
/// epoch has moved on and the commit is refused as a whole.
/// </summary>
/// <param name="Position">Position of the partition's last event.</param>
public readonly record struct PartitionLease(int Partition, long Epoch, long Position);
