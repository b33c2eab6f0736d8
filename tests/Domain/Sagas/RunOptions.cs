using BillingEngine.Accounts;
using BillingEngine.Messaging.Engine;
using BillingEngine.Transactions;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>How a <see cref="BillingRun"/> is configured.</summary>
sealed record RunOptions
{
    /// <summary>
    /// No message is handled in the unit that sent it: each goes through the transport, and can be kept back there.
    /// </summary>
    public static RunOptions EachMessageAlone { get; } = new()
    {
        // Caches this small make sagas and aggregates come from what is stored of them, snapshots among it.
        Engine = new EngineOptions
        {
            MessagesPerUnit = 1,
            CachedSagas = 1,
            CachedStreams = 2,
            SnapshotEvery = 3,
            DelayedRetries = 0,
        },
    };

    /// <summary>
    /// Units take few messages, and each is computed while the one before it is on its way to disk.
    /// </summary>
    public static RunOptions UnitsOverlap { get; } = new()
    {
        Engine = new EngineOptions { BatchSize = 2, DelayedRetries = 0 },
        HoldsCommits = true,
    };

    /// <summary>
    /// A commit that its worker does not wait for takes place when the worker has nothing else to do.
    /// </summary>
    public bool HoldsCommits { get; init; }

    public TransactionRules Rules { get; init; } = TransactionRules.Default;

    public LimitSchedule Limits { get; init; } = LimitSchedule.Unlimited;

    /// <summary>Without delayed retries: what fails has failed.</summary>
    public EngineOptions Engine { get; init; } = new() { DelayedRetries = 0 };
}
