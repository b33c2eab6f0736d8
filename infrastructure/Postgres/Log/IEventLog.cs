using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Log;

/// <summary>The log as somebody reads it who comes back, again and again, for what is new.</summary>
public interface IEventLog
{
    /// <summary>Where each partition ends: all events up to there are committed, and none is missing.</summary>
    Task<LogPosition> End(CancellationToken ct);

    /// <summary>
    /// The next events after a position. Does a bounded amount of work, however few of them are wanted.
    /// </summary>
    /// <returns>Null when the position is beyond the end, and therefore of another log.</returns>
    Task<LogSlice?> Read(LogQuery query, CancellationToken ct);
}

/// <param name="After">Where the reader is.</param>
/// <param name="Limit">At most so many events.</param>
public sealed record LogQuery(LogPosition After, EventTypes Types, LogScope Scope, int Limit);

/// <summary>Events that a reader gets, those of each partition in order.</summary>
/// <param name="Next">Where the reader is after them: beyond events, too, that it did not want.</param>
/// <param name="IsAtEnd">There was nothing more when the log was looked at.</param>
public sealed record LogSlice(IReadOnlyList<StoredEvent> Events, LogPosition Next, bool IsAtEnd);

/// <summary>Of which streams events are wanted.</summary>
public abstract record LogScope
{
    public static LogScope All { get; } = new Everything();

    public sealed record Everything : LogScope;

    public sealed record OneSubject(Guid StreamId) : LogScope;

    /// <summary>
    /// Those that happened under one of these once keys, in any of these streams; and a stream of its own.
    /// </summary>
    public sealed record Movement(
        Guid? StreamId, IReadOnlyList<Guid> OtherStreams, IReadOnlyList<Guid> OnceKeys) : LogScope;
}

/// <summary>Which types of event are wanted, by the names under which they are stored.</summary>
/// <param name="Names">Whole names.</param>
/// <param name="Prefixes">What names may begin with.</param>
public sealed record EventTypes(IReadOnlyList<string> Names, IReadOnlyList<string> Prefixes)
{
    public static EventTypes All { get; } = new([], []);

    public bool AreAll => Names.Count + Prefixes.Count == 0;

    public bool Contain(string type) =>
        AreAll || Names.Contains(type) || Prefixes.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}
