using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

/// <summary>A snapshot with the checksum under which it was stored.</summary>
sealed record InMemorySnapshot(StreamSnapshot Snapshot, byte[] Checksum)
{
    public static InMemorySnapshot Of(StreamSnapshot snapshot) =>
        new(snapshot with { State = snapshot.State.ToArray() }, SnapshotChecksum.Of(snapshot));

    /// <summary>The newest one of a stream that is what was written, of an event that the stream has.</summary>
    public static StreamSnapshot? NewestSound(InMemoryDatabase database, Guid streamId)
    {
        var events = database.Streams.GetValueOrDefault(streamId) ?? [];
        return database.Snapshots.GetValueOrDefault(streamId)?.Values.LastOrDefault(kept =>
            kept.Checksum.AsSpan().SequenceEqual(SnapshotChecksum.Of(kept.Snapshot))
            && kept.Snapshot.Version <= events.Count
            && events[kept.Snapshot.Version - 1].OccurredAt == kept.Snapshot.UpdatedAt)?.Snapshot;
    }
}
