using System.Diagnostics;
using BillingEngine.Host.Load;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_summing_up_a_run
{
    static readonly long Millisecond = Stopwatch.Frequency / 1000;

    [Theory]
    [InlineData(100, 50, 50)]
    [InlineData(100, 99, 99)]
    [InlineData(100, 100, 100)]
    [InlineData(101, 50, 51)]
    [InlineData(3, 95, 3)]
    [InlineData(1, 50, 1)]
    public void Should_give_percentiles_by_nearest_rank(int count, int percent, int milliseconds)
    {
        var latencies = new Latencies([.. Enumerable.Range(1, count).Reverse().Select(n => n * Millisecond)]);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), latencies.Percentile(percent));
    }

    [Fact]
    public void Should_print_the_object_that_programs_read()
    {
        var tally = new Tally(operations: 3);
        tally.Succeed(cents: 150, 2 * Millisecond);
        tally.Refuse("422 account_frozen", 4 * Millisecond);
        tally.Fail("500 bug", cents: 100, 6 * Millisecond);

        var json = LoadReport.Json(
            new LoadResult(new LoadPhase(tally, TimeSpan.FromSeconds(2)), Funding: null, Balances: 1.50m),
            verify: "ok");

        Assert.Equal(
            "{\"succeeded\":1,\"refused\":1,\"failed\":1,\"ratePerSecond\":1.5,"
            + "\"latencyMs\":{\"p50\":4,\"p95\":6,\"p99\":6,\"max\":6},\"verify\":\"ok\"}",
            json);
    }

    [Fact]
    public void Should_print_what_was_offered_and_shed_when_operations_come_by_the_clock()
    {
        var tally = new Tally(operations: 6);
        tally.Succeed(cents: 150, 2 * Millisecond);
        tally.Succeed(cents: 150, 4 * Millisecond);
        for (var shed = 0; shed < 4; shed++)
            tally.ShedOne();
        var offer = new Offer(TimeSpan.FromSeconds(2), Behind: TimeSpan.FromMilliseconds(7));

        var json = LoadReport.Json(
            new LoadResult(new LoadPhase(tally, TimeSpan.FromSeconds(4), offer), Funding: null, Balances: 3),
            verify: "ok");

        Assert.Equal(
            "{\"succeeded\":2,\"refused\":0,\"failed\":0,\"shed\":4,\"ratePerSecond\":1.5,\"offeredPerSecond\":3,"
            + "\"goodputPerSecond\":0.5,\"behindMs\":7,"
            + "\"latencyMs\":{\"p50\":2,\"p95\":4,\"p99\":4,\"max\":4},\"verify\":\"ok\"}",
            json);
    }

    [Theory]
    [InlineData(1.49, false)]
    [InlineData(1.50, true)]
    [InlineData(2.50, true)]
    [InlineData(2.51, false)]
    public void Should_allow_for_what_failed_and_may_have_moved(decimal balances, bool agree)
    {
        var tally = new Tally(operations: 2);
        tally.Succeed(cents: 150, elapsed: 1);
        tally.Fail("no answer", cents: 100, elapsed: 1);

        Assert.Equal(agree, new LoadResult(new LoadPhase(tally, TimeSpan.Zero), Funding: null, balances).BalancesAgree);
    }

    [Fact]
    public void Should_compare_the_operations_with_the_topups_before_them()
    {
        var funding = new Tally(operations: 1);
        funding.Succeed(cents: 500, elapsed: 1);
        var operations = new Tally(operations: 1);
        operations.Succeed(cents: 0, elapsed: 1);

        var result = new LoadResult(
            new LoadPhase(operations, TimeSpan.FromSeconds(2)), new LoadPhase(funding, TimeSpan.FromSeconds(1)), Balances: 5m);

        Assert.Equal(0.5, result.OfTopups);
        Assert.True(result.IsGood);
        Assert.Contains("the rate is 0.50 of it", LoadReport.Describe(result));
        Assert.Contains("\"topupRatePerSecond\":1", LoadReport.Json(result, verify: "ok"));
    }

    [Fact]
    public void Should_mix_a_third_of_each_with_a_refund_in_ten_payments()
    {
        var plan = new LoadPlan(
            new Uri("http://stub"), Wallets: 250, Operations: 3_000, Workers: 1, "00000000000000a1", LoadMix.Mixed);
        var operations = Enumerable.Range(0, plan.Operations).ToList();
        var kinds = operations.CountBy(plan.KindOf).ToDictionary();

        Assert.Equal(1_000, kinds[OperationKind.Topup]);
        Assert.Equal(1_000, kinds[OperationKind.Transfer]);
        Assert.Equal((900, 100), (kinds[OperationKind.Payment], kinds[OperationKind.Refund]));
        Assert.All(operations, n => Assert.NotEqual(plan.WalletOf(n), plan.OtherWalletOf(n)));
        Assert.All(operations, n => Assert.InRange(plan.OtherWalletOf(n), 0, 249));
        Assert.Equal(3, plan.Merchants);
    }

    [Fact]
    public void Should_draw_the_same_amounts_for_the_same_run_within_their_range()
    {
        var plan = new LoadPlan(new Uri("http://stub"), Wallets: 7, Operations: 10_000, Workers: 1, "00000000000000a1");
        var same = new LoadPlan(plan.Target, plan.Wallets, plan.Operations, plan.Workers, plan.RunId);
        var operations = Enumerable.Range(0, plan.Operations).ToList();

        Assert.All(operations, n => Assert.InRange(plan.CentsOf(n), 1_00, 100_00));
        Assert.Equal(operations.Select(plan.CentsOf), operations.Select(same.CentsOf));
        Assert.All(
            operations.CountBy(plan.WalletOf),
            wallet => Assert.InRange(wallet.Value, 1200, 1700));
    }
}
