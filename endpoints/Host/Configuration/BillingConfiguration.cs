using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Transactions;

namespace BillingEngine.Host.Configuration;

/// <summary>What the business has decided: read once at start, the same until the end.</summary>
sealed record BillingConfiguration
{
    /// <summary>Nobody is limited by level, nothing costs anything, and money is what ISO 4217 knows.</summary>
    public static BillingConfiguration Default { get; } = new();

    public LimitSchedule Limits { get; init; } = LimitSchedule.Unlimited;

    public TransactionRules Rules { get; init; } = TransactionRules.Default;

    /// <summary>How much is kept of how messages were handled.</summary>
    public TraceOptions Traces { get; init; } = new();

    /// <summary>Events between two snapshots of a stream; 0: none is taken.</summary>
    public int SnapshotEvery { get; init; } = new EngineOptions().SnapshotEvery;

    /// <summary>How failures are dealt with, where that is not as the code says.</summary>
    public IReadOnlyList<RecoverabilityOverride> Recoverability { get; init; } = [];

    public CurrencyRegistry Currencies { get; init; } = CurrencyRegistry.Iso4217;
}
