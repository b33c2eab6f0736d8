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
            new LoadResult(tally, TimeSpan.FromSeconds(2), tally.Latencies(), Balances: 1.50m),
            verify: "ok");

        Assert.Equal(
            "{\"succeeded\":1,\"refused\":1,\"failed\":1,\"ratePerSecond\":1.5,"
            + "\"latencyMs\":{\"p50\":4,\"p95\":6,\"p99\":6,\"max\":6},\"verify\":\"ok\"}",
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

        Assert.Equal(agree, new LoadResult(tally, TimeSpan.Zero, tally.Latencies(), balances).BalancesAgree);
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
