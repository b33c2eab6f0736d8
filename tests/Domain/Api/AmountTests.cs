using System.Globalization;
using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AmountTests
{
    static readonly CurrencyRegistry Currencies =
        CurrencyRegistry.Iso4217.With([new(new("ETH"), 18), new(new("GAS"), 10), new(new("POINTS"), 0)]);

    [Theory]
    [InlineData("cents", "USD", "10.00", "10.00")]
    [InlineData("whole", "USD", "10", "10.00")]
    [InlineData("one decimal of two", "USD", "10.5", "10.50")]
    [InlineData("the smallest", "USD", "0.01", "0.01")]
    [InlineData("leading zeros", "USD", "007.50", "7.50")]
    [InlineData("18 digits before the dot", "USD", "999999999999999999.99", "999999999999999999.99")]
    [InlineData("no decimals", "JPY", "1500", "1500")]
    [InlineData("three decimals", "BHD", "1.234", "1.234")]
    [InlineData("three decimals, one given", "BHD", "1.2", "1.200")]
    [InlineData("four decimals", "CLF", "0.0001", "0.0001")]
    [InlineData("a configured asset", "POINTS", "250", "250")]
    [InlineData("an asset of 18 decimals", "ETH", "0.000000000000000001", "0.000000000000000001")]
    [InlineData("28 digits in all", "ETH", "9999999999.999999999999999999", "9999999999.999999999999999999")]
    [InlineData("28 digits in all, evenly", "GAS", "999999999999999999.9999999999", "999999999999999999.9999999999")]
    public void Should_take_an_amount_at_the_scale_of_its_currency(
        string name, string currency, string text, string shown)
    {
        Assert.True(Amounts.TryParse(text, Find(currency), out var amount, out var fault), $"{name}: {fault}");

        // Shown without any formatting of the API: the scale is in the value itself.
        Assert.Equal(shown, amount.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(shown, Amounts.Format(amount, Find(currency)));
    }

    [Theory]
    [InlineData("nothing", "USD", "", "amount_invalid")]
    [InlineData("a blank", "USD", " ", "amount_invalid")]
    [InlineData("blank before", "USD", " 1", "amount_invalid")]
    [InlineData("blank after", "USD", "1 ", "amount_invalid")]
    [InlineData("line feed after", "USD", "1\n", "amount_invalid")]
    [InlineData("tab before", "USD", "\t1", "amount_invalid")]
    [InlineData("no-break space", "USD", "1\u00A0000", "amount_invalid")]
    [InlineData("zero-width space", "USD", "1\u200B0", "amount_invalid")]
    [InlineData("byte order mark", "USD", "\uFEFF1", "amount_invalid")]
    [InlineData("NUL", "USD", "1\0", "amount_invalid")]
    [InlineData("minus", "USD", "-1.00", "amount_invalid")]
    [InlineData("minus zero", "USD", "-0", "amount_invalid")]
    [InlineData("plus", "USD", "+1.00", "amount_invalid")]
    [InlineData("typographic minus", "USD", "\u22121", "amount_invalid")]
    [InlineData("trailing minus", "USD", "1-", "amount_invalid")]
    [InlineData("parentheses", "USD", "(1)", "amount_invalid")]
    [InlineData("zero", "USD", "0", "amount_invalid")]
    [InlineData("zero with decimals", "USD", "0.00", "amount_invalid")]
    [InlineData("dot first", "USD", ".5", "amount_invalid")]
    [InlineData("dot last", "USD", "5.", "amount_invalid")]
    [InlineData("a dot alone", "USD", ".", "amount_invalid")]
    [InlineData("two dots", "USD", "1.2.3", "amount_invalid")]
    [InlineData("two dots in a row", "USD", "1..2", "amount_invalid")]
    [InlineData("comma for dot", "USD", "1,50", "amount_invalid")]
    [InlineData("thousands comma", "USD", "1,000.00", "amount_invalid")]
    [InlineData("thousands underscore", "USD", "1_000", "amount_invalid")]
    [InlineData("thousands apostrophe", "USD", "1'000", "amount_invalid")]
    [InlineData("thousands blank", "USD", "1 000", "amount_invalid")]
    [InlineData("exponent", "USD", "1e2", "amount_invalid")]
    [InlineData("capital exponent", "USD", "1E2", "amount_invalid")]
    [InlineData("negative exponent", "USD", "1e-2", "amount_invalid")]
    [InlineData("huge exponent", "USD", "1e400", "amount_invalid")]
    [InlineData("tiny exponent", "USD", "5e-29", "amount_invalid")]
    [InlineData("hexadecimal", "USD", "0x10", "amount_invalid")]
    [InlineData("letters", "USD", "ten", "amount_invalid")]
    [InlineData("NaN", "USD", "NaN", "amount_invalid")]
    [InlineData("Infinity", "USD", "Infinity", "amount_invalid")]
    [InlineData("infinity sign", "USD", "∞", "amount_invalid")]
    [InlineData("currency sign", "USD", "$10", "amount_invalid")]
    [InlineData("currency code", "USD", "10 USD", "amount_invalid")]
    [InlineData("generic currency sign", "USD", "¤10", "amount_invalid")]
    [InlineData("per cent", "USD", "10%", "amount_invalid")]
    [InlineData("Arabic-Indic digits", "USD", "١٢", "amount_invalid")]
    [InlineData("fullwidth digits", "USD", "１０", "amount_invalid")]
    [InlineData("Devanagari digits", "USD", "१०", "amount_invalid")]
    [InlineData("mathematical digits", "USD", "\U0001D7CF", "amount_invalid")]
    [InlineData("superscript", "USD", "10²", "amount_invalid")]
    [InlineData("fullwidth dot", "USD", "1．5", "amount_invalid")]
    [InlineData("Arabic decimal separator", "USD", "1٫5", "amount_invalid")]
    [InlineData("right-to-left override", "USD", "\u202E01", "amount_invalid")]
    [InlineData("three decimals of two", "USD", "10.001", "amount_scale")]
    [InlineData("a trailing zero beyond the scale", "USD", "10.000", "amount_scale")]
    [InlineData("zero beyond the scale", "USD", "0.000", "amount_scale")]
    [InlineData("a decimal of none", "JPY", "10.5", "amount_scale")]
    [InlineData("a zero decimal of none", "JPY", "10.0", "amount_scale")]
    [InlineData("four decimals of three", "BHD", "1.0001", "amount_scale")]
    [InlineData("five decimals of four", "CLF", "1.00001", "amount_scale")]
    [InlineData("19 decimals of 18", "ETH", "1.0000000000000000001", "amount_scale")]
    [InlineData("29 decimals", "USD", "0.00000000000000000000000000001", "amount_scale")]
    [InlineData("19 digits before the dot", "USD", "1000000000000000000", "amount_too_large")]
    [InlineData("19 digits, some leading zeros", "USD", "0000000000000000001", "amount_too_large")]
    [InlineData("30 digits", "USD", "123456789012345678901234567890", "amount_too_large")]
    [InlineData("more than a decimal holds", "USD", "79228162514264337593543950336", "amount_too_large")]
    [InlineData("11 digits before 18 decimals", "ETH", "10000000000.000000000000000001", "amount_too_large")]
    public void Should_refuse_what_is_not_an_amount(string name, string currency, string text, string code)
    {
        Assert.False(Amounts.TryParse(text, Find(currency), out _, out var fault), name);

        Assert.Equal(code, fault.Code);
        Assert.StartsWith("must ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("below zero", "-100", true, "-100.00")]
    [InlineData("zero", "0", true, "0.00")]
    [InlineData("zero, unsigned", "0.00", false, "0.00")]
    [InlineData("above zero", "12.5", false, "12.50")]
    public void Should_take_a_limit(string name, string text, bool mayBeNegative, string shown)
    {
        var isLimit = Amounts.TryParseLimit(text, Find("USD"), mayBeNegative, out var limit, out var fault);

        Assert.True(isLimit, $"{name}: {fault}");
        Assert.Equal(shown, Amounts.Format(limit, Find("USD")));
    }

    [Theory]
    [InlineData("below zero where it must not be", "-1", false, "amount_invalid")]
    [InlineData("minus zero", "-0", true, "amount_invalid")]
    [InlineData("minus zero with decimals", "-0.00", true, "amount_invalid")]
    [InlineData("minus alone", "-", true, "amount_invalid")]
    [InlineData("two minus", "--1", true, "amount_invalid")]
    [InlineData("minus and plus", "-+1", true, "amount_invalid")]
    [InlineData("minus and blank", "- 1", true, "amount_invalid")]
    [InlineData("scale below zero", "-1.001", true, "amount_scale")]
    [InlineData("19 digits below zero", "-1000000000000000000", true, "amount_too_large")]
    public void Should_refuse_what_is_not_a_limit(string name, string text, bool mayBeNegative, string code)
    {
        Assert.False(Amounts.TryParseLimit(text, Find("USD"), mayBeNegative, out _, out var fault), name);
        Assert.Equal(code, fault.Code);
    }

    [Theory]
    [InlineData("as stored without decimals", "USD", "10", "10.00")]
    [InlineData("as stored with too many zeros", "USD", "10.0000", "10.00")]
    [InlineData("below zero", "USD", "-3.5", "-3.50")]
    [InlineData("zero", "USD", "0", "0.00")]
    [InlineData("zero of a currency without decimals", "JPY", "0.00", "0")]
    [InlineData("digits that would be lost stay", "USD", "0.005", "0.005")]
    [InlineData("a sum of many", "USD", "12345678901234567890.1", "12345678901234567890.10")]
    public void Should_show_an_amount_at_the_scale_of_its_currency(
        string name, string currency, string stored, string shown)
    {
        var amount = decimal.Parse(stored, CultureInfo.InvariantCulture);
        Assert.True(shown == Amounts.Format(amount, Find(currency)), name);
    }

    [Fact]
    public void Should_show_minus_zero_as_zero() =>
        Assert.Equal("0.00", Amounts.Format(new(0, 0, 0, true, 2), Find("USD")));

    static Currency Find(string code)
    {
        Assert.True(Currencies.TryFind(code, out var currency));
        return currency;
    }
}
