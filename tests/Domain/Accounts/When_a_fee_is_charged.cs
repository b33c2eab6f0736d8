using BillingEngine.Accounts;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_fee_is_charged
{
    static readonly FeeRule Nothing = new(
        Fixed: 0m, Percent: 0m, Minimum: null, Maximum: null, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true);

    /// <summary>1 % of an amount, in a currency of this scale: half up, half even, up, down.</summary>
    public static TheoryData<int, decimal, decimal, decimal, decimal, decimal> OnePercent => new()
    {
        { 2, 100.00m, 1.00m, 1.00m, 1.00m, 1.00m },
        { 2, 0.01m, 0.00m, 0.00m, 0.01m, 0.00m },
        { 2, 0.49m, 0.00m, 0.00m, 0.01m, 0.00m },
        { 2, 0.50m, 0.01m, 0.00m, 0.01m, 0.00m },
        { 2, 0.51m, 0.01m, 0.01m, 0.01m, 0.00m },
        { 2, 1.49m, 0.01m, 0.01m, 0.02m, 0.01m },
        { 2, 1.50m, 0.02m, 0.02m, 0.02m, 0.01m },
        { 2, 2.50m, 0.03m, 0.02m, 0.03m, 0.02m },
        { 2, 3.50m, 0.04m, 0.04m, 0.04m, 0.03m },
        { 2, 123.45m, 1.23m, 1.23m, 1.24m, 1.23m },
        { 2, 999_999_999_999.50m, 10_000_000_000.00m, 10_000_000_000.00m, 10_000_000_000.00m, 9_999_999_999.99m },
        { 0, 49m, 0m, 0m, 1m, 0m },
        { 0, 50m, 1m, 0m, 1m, 0m },
        { 0, 150m, 2m, 2m, 2m, 1m },
        { 0, 250m, 3m, 2m, 3m, 2m },
        { 0, 100m, 1m, 1m, 1m, 1m },
        { 3, 0.049m, 0.000m, 0.000m, 0.001m, 0.000m },
        { 3, 0.050m, 0.001m, 0.000m, 0.001m, 0.000m },
        { 3, 0.250m, 0.003m, 0.002m, 0.003m, 0.002m },
        { 3, 12.345m, 0.123m, 0.123m, 0.124m, 0.123m },
    };

    [Theory]
    [MemberData(nameof(OnePercent))]
    public void Should_be_rounded_as_its_rule_says(
        int scale, decimal amount, decimal halfUp, decimal halfEven, decimal up, decimal down)
    {
        var rule = Nothing with { Percent = 1m, Scale = scale };

        Assert.Equal(halfUp, FeeCharge.Of(rule with { Rounding = FeeRounding.HalfUp }, amount));
        Assert.Equal(halfEven, FeeCharge.Of(rule with { Rounding = FeeRounding.HalfEven }, amount));
        Assert.Equal(up, FeeCharge.Of(rule with { Rounding = FeeRounding.Up }, amount));
        Assert.Equal(down, FeeCharge.Of(rule with { Rounding = FeeRounding.Down }, amount));
    }

    /// <summary>Fixed, percent, minimum, maximum, amount: fee.</summary>
    public static TheoryData<decimal, decimal, decimal?, decimal?, decimal, decimal, string> Rules => new()
    {
        { 0m, 0m, null, null, 100m, 0m, "no fee" },
        { 0.25m, 0m, null, null, 100m, 0.25m, "fixed" },
        { 0m, 2.9m, null, null, 100m, 2.90m, "of the amount" },
        { 0.30m, 2.9m, null, null, 100m, 3.20m, "both" },
        { 0.30m, 2.9m, null, null, 0.01m, 0.30m, "both, of a cent" },
        { 0m, 0.125m, null, null, 100m, 0.13m, "a fine percentage, rounded once" },
        { 0.004m, 1m, null, null, 0.50m, 0.01m, "0.004 + 0.005 are rounded together" },
        { 0m, 1m, 0.50m, null, 49.99m, 0.50m, "below the minimum" },
        { 0m, 1m, 0.50m, null, 50m, 0.50m, "just the minimum" },
        { 0m, 1m, 0.50m, null, 51m, 0.51m, "above the minimum" },
        { 0m, 1m, null, 5m, 499m, 4.99m, "below the maximum" },
        { 0m, 1m, null, 5m, 500m, 5.00m, "just the maximum" },
        { 0m, 1m, null, 5m, 500_000m, 5.00m, "above the maximum" },
        { 0m, 1m, 0.50m, 5m, 10m, 0.50m, "both, at the lower end" },
        { 0m, 1m, 0.50m, 5m, 300m, 3.00m, "both, in between" },
        { 0m, 1m, 0.50m, 5m, 900m, 5.00m, "both, at the upper end" },
        { 0m, 100m, null, null, 12.34m, 12.34m, "as much again" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Should_follow_from_rule_and_amount(
        decimal fixedPart, decimal percent, decimal? minimum, decimal? maximum, decimal amount, decimal fee,
        string label)
    {
        Assert.NotEmpty(label);
        var rule = Nothing with { Fixed = fixedPart, Percent = percent, Minimum = minimum, Maximum = maximum };

        Assert.Equal(fee, FeeCharge.Of(rule, amount));
    }

    /// <summary>Shares of a fee are cut to its decimals, so it must have those of its currency.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Should_have_the_decimals_of_its_currency(
        decimal fixedPart, decimal percent, decimal? minimum, decimal? maximum, decimal amount, decimal fee,
        string label)
    {
        var rule = Nothing with { Fixed = fixedPart, Percent = percent, Minimum = minimum, Maximum = maximum };

        Assert.True(FeeCharge.Of(rule, amount).Scale == 2, $"{label}: {fee}");
        Assert.Equal(3, FeeCharge.Of(rule with { Scale = 3 }, amount).Scale);
    }

    [Theory]
    [InlineData(AccountKind.User, 1)]
    [InlineData(AccountKind.Merchant, 2)]
    [InlineData(AccountKind.Business, 3)]
    [InlineData(AccountKind.External, null)]
    [InlineData(AccountKind.Fee, null)]
    [InlineData(AccountKind.System, null)]
    public void Should_go_by_the_kind_of_the_account_that_pays(AccountKind kind, int? fee)
    {
        var tariff = new FeeTariff(
            Nothing with { Fixed = 1m }, Nothing with { Fixed = 2m }, Nothing with { Fixed = 3m });
        var hold = Wallet.HoldPlaced(10m + (fee ?? 0m), heldAfter: 10m + (fee ?? 0m));

        Given(Wallet.Created with { Kind = kind }, Wallet.Activated, Wallet.Credited(100m, after: 100m))
            .When(Wallet.Place(10m) with { Fees = tariff })
            .ThenOnce(fee is null ? hold : hold with { Fee = fee, FeeRule = Nothing with { Fixed = fee.Value } });
    }

    [Fact]
    public void Should_be_none_for_a_kind_without_a_rule() =>
        Given(Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m))
            .When(Wallet.Place(10m) with { Fees = new FeeTariff(User: null, Merchant: Wallet.Rule, Business: null) })
            .ThenOnce(Wallet.HoldPlaced(10m, heldAfter: 10m));

    [Fact]
    public void Should_be_named_where_its_rule_makes_it_nothing() =>
        Given(Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m))
            .When(Wallet.Place(10m) with { Fees = new FeeTariff(Nothing, Merchant: null, Business: null) })
            .ThenOnce(Wallet.HoldPlaced(10m, heldAfter: 10m) with { Fee = 0m, FeeRule = Nothing });
}
