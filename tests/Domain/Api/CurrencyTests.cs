using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Api;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("GBP", 2)]
    [InlineData("CHF", 2)]
    [InlineData("MGA", 2)]
    [InlineData("MRU", 2)]
    [InlineData("HUF", 2)]
    [InlineData("TWD", 2)]
    [InlineData("XCG", 2)]
    [InlineData("ZWG", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("ISK", 0)]
    [InlineData("UGX", 0)]
    [InlineData("VND", 0)]
    [InlineData("XOF", 0)]
    [InlineData("UYI", 0)]
    [InlineData("BHD", 3)]
    [InlineData("IQD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("LYD", 3)]
    [InlineData("OMR", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    public void Should_know_a_currency_and_its_scale(string code, int scale)
    {
        Assert.True(CurrencyRegistry.Iso4217.TryFind(code, out var currency));
        Assert.Equal(new Currency(new(code), scale), currency);
    }

    [Theory]
    [InlineData("lower case", "usd")]
    [InlineData("mixed case", "Usd")]
    [InlineData("nothing", "")]
    [InlineData("a blank after", "USD ")]
    [InlineData("homoglyph: Cyrillic es", "U\u0405D")]
    [InlineData("fullwidth", "ＵＳＤ")]
    [InlineData("numeric code", "840")]
    [InlineData("gold", "XAU")]
    [InlineData("special drawing rights", "XDR")]
    [InlineData("the test code", "XTS")]
    [InlineData("no currency", "XXX")]
    [InlineData("withdrawn", "DEM")]
    [InlineData("not of the standard", "BTC")]
    public void Should_not_know_what_is_no_currency(string name, string code) =>
        Assert.False(CurrencyRegistry.Iso4217.TryFind(code, out _), name);

    [Fact]
    public void Should_list_each_code_once_and_in_form()
    {
        var codes = CurrencyRegistry.Iso4217.All.Select(currency => currency.Code.Value).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[A-Z]{3}$", code));
        Assert.Equal(166, codes.Count);
    }

    [Fact]
    public void Should_take_configured_assets_and_leave_the_standard_as_it_is()
    {
        var registry = CurrencyRegistry.Iso4217.With([new(new("POINTS"), 0), new(new("ETH"), 18)]);

        Assert.True(registry.TryFind("POINTS", out var points));
        Assert.Equal(0, points.Scale);
        Assert.True(registry.TryFind("USD", out _));
        Assert.False(CurrencyRegistry.Iso4217.TryFind("POINTS", out _));
    }

    [Fact]
    public void Should_name_every_asset_that_cannot_be_taken()
    {
        Currency[] assets =
            [new(new("USD"), 3), new(new("points"), 0), new(new("WEI"), 19), new(new("OK1"), 2), new(new("OK1"), 2)];

        var refusal = Assert.Throws<ArgumentException>(() => CurrencyRegistry.Iso4217.With(assets));

        Assert.Contains("USD: is known already, with scale 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("points: a code is", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("WEI: a scale is 0 to 18, not 19", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("OK1: is known already", refusal.Message, StringComparison.Ordinal);
    }
}
