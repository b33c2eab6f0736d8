using System.Buffers;
using System.Collections.Frozen;

namespace BillingEngine.Messages;

/// <summary>A currency or asset and its scale: how many decimal digits its smallest unit has.</summary>
public sealed record Currency(CurrencyCode Code, int Scale);

/// <summary>Known currencies and assets by code. Codes are upper case: <c>usd</c> is not a currency.</summary>
public sealed class CurrencyRegistry
{
    /// <summary>Beyond this, a <see cref="decimal"/> has too few digits left before the point.</summary>
    public const int MaxScale = 18;

    static readonly SearchValues<char> CodeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static CurrencyRegistry Iso4217 { get; } = new(CurrencyTable.All);

    readonly FrozenDictionary<string, Currency> _byCode;

    CurrencyRegistry(IEnumerable<Currency> currencies) =>
        _byCode = currencies.ToFrozenDictionary(currency => currency.Code.Value, StringComparer.Ordinal);

    public IEnumerable<Currency> All => _byCode.Values;

    public bool TryFind(string code, out Currency currency) => _byCode.TryGetValue(code, out currency!);

    /// <summary>
    /// This registry and further assets: loyalty points, tokens. What is known already cannot be redefined.
    /// </summary>
    /// <exception cref="ArgumentException">Names every asset that cannot be taken, and why.</exception>
    public CurrencyRegistry With(IEnumerable<Currency> assets)
    {
        var known = _byCode.ToDictionary(StringComparer.Ordinal);
        List<string> faults = [];
        foreach (var asset in assets)
        {
            if (FaultOfForm(asset) is { } fault)
                faults.Add($"{asset.Code}: {fault}");
            else if (!known.TryAdd(asset.Code.Value, asset))
                faults.Add($"{asset.Code}: is known already, with scale {known[asset.Code.Value].Scale}");
        }

        return faults is []
            ? new(known.Values)
            : throw new ArgumentException(string.Join("; ", faults), nameof(assets));
    }

    /// <summary>Why an asset cannot be taken in; null when it can.</summary>
    public string? FaultOf(Currency asset) => FaultOfForm(asset)
        ?? (TryFind(asset.Code.Value, out var known) ? $"it is known already, with scale {known.Scale}" : null);

    static string? FaultOfForm(Currency asset)
    {
        if (asset.Code.Value is not { Length: >= 3 and <= 12 } code || code.AsSpan().ContainsAnyExcept(CodeCharacters))
            return "a code is 3 to 12 characters of A-Z and 0-9";
        return asset.Scale is < 0 or > MaxScale ? $"a scale is 0 to {MaxScale}, not {asset.Scale}" : null;
    }
}
