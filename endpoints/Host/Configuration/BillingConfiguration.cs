using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Transactions;

namespace BillingEngine.Host.Configuration;

/// <summary>What the business has decided: read once at start, the same until the end.</summary>
sealed record BillingConfiguration
{
    /// <summary>Nobody is limited by level, nothing costs anything, and money is what ISO 4217 knows.</summary>
    public static BillingConfiguration Default { get; } = new();

    public LimitSchedule Limits { get; init; } = LimitSchedule.Unlimited;

    public TransactionRules Rules { get; init; } = TransactionRules.Default;

    public CurrencyRegistry Currencies { get; init; } = CurrencyRegistry.Iso4217;
}
