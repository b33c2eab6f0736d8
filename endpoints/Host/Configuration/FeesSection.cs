using System.Collections.Frozen;
using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Host.Configuration;

/// <summary>What transactions cost, by their type, currency and the kind of the account that pays.</summary>
static class FeesSection
{
    const int MaxPercentDecimals = 6;

    /// <summary>Top-ups and refunds are free: they are how money comes in, and how it comes back.</summary>
    static readonly Dictionary<string, TransactionType> Types = new(StringComparer.Ordinal)
    {
        ["withdrawal"] = TransactionType.Withdrawal,
        ["transfer"] = TransactionType.Transfer,
        ["payment"] = TransactionType.Payment,
    };

    static readonly Dictionary<string, AccountKind> Payers = new(StringComparer.Ordinal)
    {
        ["user"] = AccountKind.User,
        ["merchant"] = AccountKind.Merchant,
        ["business"] = AccountKind.Business,
    };

    static readonly Dictionary<string, FeeRounding> Roundings = new(StringComparer.Ordinal)
    {
        ["halfUp"] = FeeRounding.HalfUp,
        ["halfEven"] = FeeRounding.HalfEven,
        ["up"] = FeeRounding.Up,
        ["down"] = FeeRounding.Down,
    };

    public static FrozenDictionary<(TransactionType Type, CurrencyCode Currency), FeeTariff> Read(
        IReadOnlyList<Section> sections, CurrencyRegistry currencies)
    {
        var rules = new Dictionary<(TransactionType Type, CurrencyCode Currency, AccountKind Payer), FeeRule>();
        var places = new Dictionary<FeeRule, string>(ReferenceEqualityComparer.Instance);
        foreach (var section in sections)
        {
            var type = section.Choice("type", Types);
            var currency = section.Currency(currencies);
            var payer = section.Choice("accountKind", Payers);
            var rule = Rule(section, currency);
            section.RefuseOthers();
            if (type is null || currency is null || payer is null)
                continue;
            var key = (type.Value, currency.Code, payer.Value);
            if (rules.TryAdd(key, rule))
                places.Add(rule, section.Path);
            else
                section.Refuse($"repeats {places[rules[key]]}: the fee of one type, currency and accountKind");
        }

        return rules.Keys.Select(key => (key.Type, key.Currency)).Distinct().ToFrozenDictionary(
            key => key,
            key => new FeeTariff(
                Of(key, AccountKind.User), Of(key, AccountKind.Merchant), Of(key, AccountKind.Business)));

        FeeRule? Of((TransactionType Type, CurrencyCode Currency) key, AccountKind payer) =>
            rules.GetValueOrDefault((key.Type, key.Currency, payer));
    }

    static FeeRule Rule(Section section, Currency? currency)
    {
        var rule = new FeeRule(
            section.Amount("fixed", currency) ?? 0m,
            Percent(section) ?? 0m,
            section.Amount("minimum", currency),
            section.Amount("maximum", currency),
            section.OptionalChoice("rounding", Roundings) ?? FeeRounding.HalfUp,
            currency?.Scale ?? 0,
            section.Flag("returnedOnRefund", otherwise: false));
        if (!section.Has("fixed") && !section.Has("percent"))
            section.Refuse("must have fixed, percent or both");
        if (rule.Minimum > rule.Maximum)
            section.Refuse("minimum", "must not be above maximum");
        return rule;
    }

    static decimal? Percent(Section section)
    {
        if (section.OptionalText("percent") is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && char.IsAsciiDigit(text[0])
            && char.IsAsciiDigit(text[^1])
            && percent is { Scale: <= MaxPercentDecimals } and <= 100m)
            return percent;
        section.Refuse(
            "percent",
            $"must be a string from \"0\" to \"100\" with at most {MaxPercentDecimals} decimals, such as \"1.5\"");
        return null;
    }
}
