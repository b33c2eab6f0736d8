using System.Collections.Frozen;

namespace BillingEngine.Messages;

/// <summary>A currency or asset and its scale: how many decimal digits its smallest unit has.</summary>
public sealed record Currency(CurrencyCode Code, int Scale);

/// <summary>Known currencies and assets by code.</summary>
public sealed class CurrencyRegistry
{
    public static CurrencyRegistry Iso4217 { get; } = new([]);

    readonly FrozenDictionary<string, Currency> _byCode;

    CurrencyRegistry(IEnumerable<Currency> currencies) =>
        _byCode = currencies.ToFrozenDictionary(currency => currency.Code.Value, StringComparer.Ordinal);

    public bool TryFind(string code, out Currency currency) => _byCode.TryGetValue(code, out currency!);
}
