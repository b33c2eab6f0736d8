using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Host.Configuration;

/// <summary>Limits that come with a KYC level, in one currency each.</summary>
static class LimitsSection
{
    public static LimitSchedule Read(IReadOnlyList<Section> sections, CurrencyRegistry currencies)
    {
        var limits = new Dictionary<(int, CurrencyCode), KycLimits>();
        var places = new Dictionary<(int, CurrencyCode), string>();
        foreach (var section in sections)
        {
            var level = section.Number("kycLevel", KycLevels.Highest);
            var currency = section.Currency(currencies);
            var limit = new KycLimits(
                section.Amount("perTransaction", currency),
                section.Amount("daily", currency),
                section.Amount("balance", currency));
            if (!section.Has("perTransaction") && !section.Has("daily") && !section.Has("balance"))
                section.Refuse("must have perTransaction, daily or balance");
            section.RefuseOthers();
            if (level is null || currency is null)
                continue;
            if (!limits.TryAdd((level.Value, currency.Code), limit))
                section.Refuse($"repeats {places[(level.Value, currency.Code)]}: level {level} in {currency.Code}");
            else
                places.Add((level.Value, currency.Code), section.Path);
        }

        return new(limits);
    }
}
