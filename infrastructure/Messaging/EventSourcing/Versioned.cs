using System.Text.Json;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.EventSourcing;

/// <summary>An aggregate's state at a version of its stream.</summary>
/// <param name="Version">Number of events in the stream; 0 when there is none.</param>
/// <param name="CreatedAt">When the first event occurred.</param>
/// <param name="UpdatedAt">When the last event occurred.</param>
public sealed record Versioned<TState>(
    Guid StreamId,
    TState State,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
    where TState : class, IEventSourced<TState>
{
    public bool Exists => Version > 0;

    /// <summary>The identity is in use by something of another kind, so nothing of this kind can ever have it.</summary>
    public bool IsTaken { get; init; }

    public static Versioned<TState> None(Guid streamId) => new(streamId, TState.Initial, 0, default, default);

    public Versioned<TState> Next(IEvent e, DateTimeOffset at) => new(
        StreamId,
        State.Evolve(e, at),
        Version + 1,
        CreatedAt: Version == 0 ? at : CreatedAt,
        UpdatedAt: at);

    StreamSnapshot IVersioned.Snapshot(PayloadBuffer buffer) => new(
        StreamId,
        Version,
        TState.SnapshotSchema,
        buffer.Write(State, static (writer, state) => JsonSerializer.Serialize(writer, state, TState.SnapshotJson)),
        CreatedAt,
        UpdatedAt);
}

/// <summary>An aggregate whose kind does not matter.</summary>
interface IVersioned
{
    Guid StreamId { get; }

    int Version { get; }

    StreamSnapshot Snapshot(PayloadBuffer buffer);
}
