using System.Collections.Frozen;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions;

/// <summary>What transactions cost and how long they wait, as configured.</summary>
public sealed record TransactionRules
{
    public static TransactionRules Default { get; } = new();

    /// <summary>
    /// How long a step may go without an answer before it is called off: this long at least, twice as long at most.
    /// </summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fees by type and currency; what is not in here is free.</summary>
    public FrozenDictionary<(TransactionType Type, CurrencyCode Currency), FeeTariff> Fees { get; init; } =
        FrozenDictionary<(TransactionType Type, CurrencyCode Currency), FeeTariff>.Empty;

    public FeeTariff? FeesOf(TransactionType type, CurrencyCode currency) => Fees.GetValueOrDefault((type, currency));
}
