using BillingEngine.Host.Load;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_wallets_take_part_unevenly
{
    const int Wallets = 100;
    const int Operations = 50_000;

    [Fact]
    public void Should_have_the_hot_wallet_in_each_transfer_alternately_at_both_ends()
    {
        var plan = Plan(LoadMix.Transfer, LoadSkew.Hot);

        Assert.All(
            Enumerable.Range(0, Operations),
            operation => Assert.Equal(
                operation % 2 == 0, (plan.WalletOf(operation), plan.OtherWalletOf(operation)) is (0, not 0)));
        Assert.All(
            Enumerable.Range(0, Operations).Where(operation => operation % 2 == 1),
            operation => Assert.True((plan.WalletOf(operation), plan.OtherWalletOf(operation)) is (not 0, 0)));
    }

    [Theory]
    [InlineData("topup")]
    [InlineData("payment")]
    public void Should_have_the_hot_wallet_in_everything_else(string mix)
    {
        var plan = Plan(Enum.Parse<LoadMix>(mix, ignoreCase: true), LoadSkew.Hot);

        Assert.All(Enumerable.Range(0, Operations), operation => Assert.Equal(0, plan.WalletOf(operation)));
    }

    [Fact]
    public void Should_follow_the_law_of_Zipf()
    {
        var plan = Plan(LoadMix.Transfer, LoadSkew.Zipf);

        var counts = Enumerable.Range(0, Operations).CountBy(plan.WalletOf).ToDictionary();

        var first = Operations / Enumerable.Range(1, Wallets).Sum(rank => 1.0 / rank);
        foreach (var rank in new[] { 1, 2, 5, 10 })
            Assert.InRange(counts[rank - 1], 0.9 * first / rank, 1.1 * first / rank);
        Assert.Equal(Wallets, counts.Count);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("zipf")]
    public void Should_never_transfer_from_a_wallet_to_itself(string skew)
    {
        var plan = Plan(LoadMix.Transfer, Enum.Parse<LoadSkew>(skew, ignoreCase: true));

        Assert.All(
            Enumerable.Range(0, Operations),
            operation => Assert.NotEqual(plan.WalletOf(operation), plan.OtherWalletOf(operation)));
        Assert.All(
            Enumerable.Range(0, Operations),
            operation => Assert.InRange(plan.OtherWalletOf(operation), 0, Wallets - 1));
    }

    static LoadPlan Plan(LoadMix mix, LoadSkew skew) => new(
        new Uri("http://127.0.0.1:1"), Wallets, Operations, Workers: 1, RunId: "00000000000000a1", mix, Skew: skew);
}
