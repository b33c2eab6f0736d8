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
    /// <exception cref="InvalidOperationException">The aggregate has moved on since it was loaded.</exception>
    Versioned<TState> Append<TState>(Versioned<TState> aggregate, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>;

    /// <summary>
    /// The first event like this in a stream; null when there is none. Reads the whole stream: for rare questions that the
    /// state does not answer.
    /// </summary>
    ValueTask<TEvent?> Find<TEvent>(Guid streamId, Func<TEvent, bool> predicate, CancellationToken ct)
        where TEvent : class, IEvent;
}
