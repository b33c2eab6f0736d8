using System.Diagnostics.Metrics;
using BillingEngine.Api.Metrics;

namespace BillingEngine.Domain.Tests.Api;

public class MetricsTests
{
    [Fact]
    public void Measurements_are_told_in_the_format_of_prometheus()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("BillingEngine");
        var counter = meter.CreateCounter<long>("test.things.made", "{thing}", "Things \\ made\nso far");
        var duration = meter.CreateHistogram<double>("test.thing.duration", "s", "How long one takes");
        var level = meter.CreateUpDownCounter<int>("test.things.open", "{thing}", "Open things");
        meter.CreateObservableGauge("test.things.lag.seconds", () => 2.5, "s", "Lag");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a \"b\""));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a \"b\""));
        duration.Record(0.004);
        duration.Record(20);
        level.Add(5);
        level.Add(-2);

        var text = collector.Write();

        Assert.Contains(
            """
            # HELP test_things_made_total Things \\ made\nso far
            # TYPE test_things_made_total counter
            test_things_made_total{kind="a \"b\""} 5

            """,
            text,
            StringComparison.Ordinal);
        Assert.Contains("test_thing_duration_seconds_bucket{le=\"0.0025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("test_thing_duration_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_thing_duration_seconds_bucket{le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_thing_duration_seconds_sum 20.004\n", text, StringComparison.Ordinal);
        Assert.Contains("test_thing_duration_seconds_count 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_things_open gauge\ntest_things_open 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_things_lag_seconds 2.5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_that_never_end_are_not_counted_apart()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("BillingEngine");
        var counter = meter.CreateCounter<long>("test.tags.many");
        for (var tag = 0; tag < 1_000; tag++)
            counter.Add(1, new KeyValuePair<string, object?>("tag", tag));

        var text = collector.Write();

        Assert.Contains("test_tags_many_total{other=\"true\"} 800\n", text, StringComparison.Ordinal);
    }
}
