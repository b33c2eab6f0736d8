using System.Text.Json;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.EventSourcing;

/// <summary>Makes aggregates of what the store has of their streams.</summary>
public sealed class StoredStreams(MessageTypes types)
{
    /// <summary>The aggregate that a stream tells of; taken, when the stream is of another kind.</summary>
    public Versioned<TState> Fold<TState>(Guid id, StreamSlice slice)
        where TState : class, IEventSourced<TState>
    {
        var aggregate = FromSnapshot<TState>(slice.Snapshot) ?? Versioned<TState>.None(id);
        foreach (var stored in slice.Events)
        {
            var e = Read(stored);
            if (aggregate.Version == 0 && !TState.Opens(e))
                return Taken<TState>(id);
            aggregate = aggregate.Next(e, stored.OccurredAt);
        }

        return aggregate;
    }

    public IEvent Read(StoredEvent stored) =>
        types.TryFind(stored.Type, out var type) && type.Read(stored.Data.Span) is IEvent e
            ? e
            : throw new InvalidOperationException(
                $"Event {stored.StreamVersion} of stream {stored.StreamId} is a {stored.Type}, which this version does "
                + "not know. Was the database written by a newer version?");

    /// <summary>A snapshot of another shape is of no use, and the events before it were not read along.</summary>
    public static bool NeedsWhole<TState>(StreamSlice slice)
        where TState : class, IEventSourced<TState> =>
        slice.Snapshot is { } snapshot && FromSnapshot<TState>(snapshot) is null;

    public static Versioned<TState> Taken<TState>(Guid id)
        where TState : class, IEventSourced<TState> => Versioned<TState>.None(id) with { IsTaken = true };

    static Versioned<TState>? FromSnapshot<TState>(StreamSnapshot? snapshot)
        where TState : class, IEventSourced<TState>
    {
        if (snapshot is null || snapshot.Schema != TState.SnapshotSchema)
            return null;
        try
        {
            var state = JsonSerializer.Deserialize(snapshot.State.Span, TState.SnapshotJson);
            return state is null
                ? null
                : new(snapshot.StreamId, state, snapshot.Version, snapshot.CreatedAt, snapshot.UpdatedAt);
        }
        catch (Exception)
        {
            // Broken in whatever way: states check their values when they are made. The events tell the truth.
            return null;
        }
    }
}
