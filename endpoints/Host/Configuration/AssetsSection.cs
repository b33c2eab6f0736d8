using BillingEngine.Messages;

namespace BillingEngine.Host.Configuration;

/// <summary>What money is besides ISO 4217: loyalty points, tokens.</summary>
static class AssetsSection
{
    public static CurrencyRegistry Read(IReadOnlyList<Section> assets)
    {
        var currencies = CurrencyRegistry.Iso4217;
        foreach (var section in assets)
        {
            var code = section.Text("code");
            var scale = section.Number("scale", CurrencyRegistry.MaxScale);
            section.RefuseOthers();
            if (code is null)
                continue;
            var asset = new Currency(new CurrencyCode(code), scale ?? 0);
            if (currencies.FaultOf(asset) is { } fault)
                section.Refuse("code", $"cannot be {code}: {fault}");
            else
                currencies = currencies.With([asset]);
        }

        return currencies;
    }
}
