using System.Collections.Frozen;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>Limits that come with a level of identification; null: none. Major units.</summary>
/// <param name="PerTransaction">The most that one transaction may take from the account.</param>
/// <param name="Daily">The most that may leave the account within a day (UTC), fees included.</param>
/// <param name="Balance">The most that the account may hold.</param>
public sealed record KycLimits(decimal? PerTransaction, decimal? Daily, decimal? Balance)
{
    public static KycLimits None { get; } = new(null, null, null);
}

/// <summary>The limits of each KYC level in each currency, as configured.</summary>
public sealed class LimitSchedule
{
    readonly FrozenDictionary<(int Level, CurrencyCode Currency), KycLimits> _limits;

    public LimitSchedule(IEnumerable<KeyValuePair<(int Level, CurrencyCode Currency), KycLimits>> limits) =>
        _limits = limits.ToFrozenDictionary();

    /// <summary>Nobody is limited but by the account's own limits.</summary>
    public static LimitSchedule Unlimited { get; } = new([]);

    /// <summary>
    /// Only people and companies are identified; what the ledger keeps for itself has no such limits.
    /// </summary>
    public KycLimits Of(AccountKind kind, int level, CurrencyCode currency) =>
        kind is AccountKind.User or AccountKind.Merchant or AccountKind.Business
            ? _limits.GetValueOrDefault((level, currency), KycLimits.None)
            : KycLimits.None;
}
