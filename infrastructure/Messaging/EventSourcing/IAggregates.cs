namespace BillingEngine.Messaging.EventSourcing;

/// <summary>What handlers use to read and change aggregates. Changes take effect with the unit of work, or not at all.</summary>
public interface IAggregates
{
    /// <summary>The aggregate as it stands, with what this unit of work has done to it; version 0 when it never was.</summary>
    ValueTask<Versioned<TState>> Load<TState>(Guid id, CancellationToken ct)
        where TState : class, IEventSourced<TState>;

    /// <summary>
    /// When events appended to this aggregate now will have occurred. Within a unit of work time stands still, and within a
    /// stream it never goes back, so this is not the time of a clock on the wall: decide by this one.
    /// </summary>
    DateTimeOffset Now<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState>;

    /// <summary>Appends events that were decided on exactly this version.</summary>
    /// <returns>The aggregate after them.</returns>
    /// <exception cref="InvalidOperationException">
    /// The aggregate has moved on since it was loaded, or an <see cref="IHappenOnce"/> is appended twice.
    /// </exception>
    Versioned<TState> Append<TState>(Versioned<TState> aggregate, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>;

    /// <summary>
    /// The event that has happened in a stream under a once key; null when none has. One look-up in an index, however
    /// long the stream: for what the state does not remember.
    /// </summary>
    /// <exception cref="InvalidOperationException">What has happened under the key is of another kind.</exception>
    ValueTask<TEvent?> FindOnce<TEvent>(Guid streamId, Guid onceKey, CancellationToken ct)
        where TEvent : class, IHappenOnce;
}
