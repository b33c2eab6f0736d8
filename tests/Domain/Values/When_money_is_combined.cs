using System.Globalization;
using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_money_is_combined
{
    static readonly CurrencyCode Usd = new("USD");
    static readonly CurrencyCode Eur = new("EUR");

    [Theory]
    [InlineData("10.00", "2.50", "12.50", "7.50")]
    [InlineData("0.1", "0.2", "0.3", "-0.1")]
    [InlineData("-5", "5", "0", "-10")]
    [InlineData("999999999999999999.99", "0.01", "1000000000000000000.00", "999999999999999999.98")]
    [InlineData("0.000000000000000001", "0.000000000000000002", "0.000000000000000003", "-0.000000000000000001")]
    public void Should_add_and_subtract_exactly(string left, string right, string sum, string difference)
    {
        Assert.Equal(Dollars(sum), Dollars(left) + Dollars(right));
        Assert.Equal(Dollars(difference), Dollars(left) - Dollars(right));
    }

    [Fact]
    public void Should_compare_by_amount()
    {
        Assert.True(Dollars("1") < Dollars("1.01"));
        Assert.True(Dollars("1.01") > Dollars("1"));
        Assert.True(Dollars("1") <= Dollars("1.00"));
        Assert.True(Dollars("1.00") >= Dollars("1"));
        Assert.Equal(Dollars("1"), Dollars("1.00"));
        Assert.Equal(Money.Zero(Usd), Dollars("1") - Dollars("1"));
    }

    [Fact]
    public void Should_throw_across_currencies()
    {
        var (dollar, euro) = (new Money(1m, Usd), new Money(2m, Eur));

        Throws(() => dollar + euro);
        Throws(() => dollar - euro);
        Throws(() => dollar < euro);
        Throws(() => dollar > euro);
        Throws(() => dollar <= euro);
        Throws(() => dollar >= euro);
        Throws(() => dollar.CompareTo(euro));
        Assert.NotEqual(dollar, dollar with { Currency = Eur });
    }

    [Fact]
    public void Should_be_written_with_a_dot_whatever_the_culture() =>
        Assert.Equal("-1234.50 USD", Dollars("-1234.50").ToString());

    static Money Dollars(string amount) => new(decimal.Parse(amount, CultureInfo.InvariantCulture), Usd);

    static void Throws<T>(Func<T> combine)
    {
        var bug = Assert.Throws<InvalidOperationException>(() => { combine(); });

        Assert.Contains("USD", bug.Message, StringComparison.Ordinal);
        Assert.Contains("EUR", bug.Message, StringComparison.Ordinal);
    }
}
