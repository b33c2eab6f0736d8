using System.Text.Json.Serialization.Metadata;

namespace BillingEngine.Messaging.EventSourcing;

/// <summary>State that is the fold of its events. Immutable: to undo a change is to put the old reference back.</summary>
public interface IEventSourced<TSelf>
    where TSelf : class, IEventSourced<TSelf>
{
    /// <summary>State before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>How snapshots of the state are written.</summary>
    static abstract JsonTypeInfo<TSelf> SnapshotJson { get; }

    /// <summary>Name and version of the state's shape; a snapshot of any other shape is ignored.</summary>
    static abstract string SnapshotSchema { get; }

    /// <summary>Whether a stream that begins with this event is one of this kind.</summary>
    static abstract bool Opens(IEvent first);

    /// <summary>The state after an event. Total over the events of its streams; throws on any other.</summary>
    /// <param name="at">When the event occurred, as it is stored with it.</param>
    TSelf Evolve(IEvent e, DateTimeOffset at);
}
