using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine;

/// <summary>Bounds of the engine. Every queue, cache, batch, retry and wait has one.</summary>
public sealed record EngineOptions
{
    /// <summary>Messages from outside that one unit of work takes on.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Messages that one unit handles in all; what goes beyond is sent instead of handled at once.</summary>
    public int MessagesPerUnit { get; init; } = 20_000;

    /// <summary>
    /// Messages that wait in memory for a worker. When it is full, senders get <see cref="OverloadedException"/>.
    /// </summary>
    public int InboxCapacity { get; init; } = 10_000;

    /// <summary>Rehearsals that wait for their turn. Beyond, callers get <see cref="OverloadedException"/>.</summary>
    public int WaitingRehearsals { get; init; } = 64;

    /// <summary>How often a message is tried again at once after its handler threw.</summary>
    public int ImmediateRetries { get; init; } = 5;

    /// <summary>How often a message comes back after a delay, once trying at once has not helped.</summary>
    public int DelayedRetries { get; init; } = 3;

    /// <summary>The first delay; each further one is twice the one before, give or take a fifth by chance.</summary>
    public TimeSpan DelayedRetryIncrease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>No delay of a retry is longer.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From so many failures in a row on, a type of message is slowed down at its endpoint.</summary>
    public int FailuresBeforeRateLimit { get; init; } = 10;

    /// <summary>Of a type that is slowed down, one message is tried in this time.</summary>
    public TimeSpan RateLimitWait { get; init; } = TimeSpan.FromSeconds(1);

    public TraceOptions Traces { get; init; } = new();

    /// <summary>How often a unit is computed anew after a conflict, before its messages are tried one by one.</summary>
    public int ConflictRetries { get; init; } = 3;

    /// <summary>
    /// How often in a row the store may cut a unit short for taking too long, before its messages are tried one by one.
    /// </summary>
    public int StatementTimeouts { get; init; } = 3;

    public int CachedStreams { get; init; } = 50_000;

    public int CachedSagas { get; init; } = 10_000;

    /// <summary>Events between two snapshots of a stream; 0: none is taken.</summary>
    public int SnapshotEvery { get; init; } = 100;

    public TimeSpan OwnershipInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between two looks at the transport; wake-ups make most looks unnecessary.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Wait before a rolled-back unit is tried again; doubles up to <see cref="MaxBackoff"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time from the first failed call to the store until new messages are refused at once.</summary>
    public TimeSpan StoreGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The same for a store that has not failed, and does not answer either.</summary>
    public TimeSpan StorePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping worker may take to finish what it was handed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
