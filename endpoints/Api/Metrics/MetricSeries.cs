
namespace BillingEngine.Api.Metrics;

/// <summary>What one instrument measured under one set of tags.</summary>
abstract class MetricSeries
{
    public abstract void Record(double value);

    /// <param name="line">Takes the suffix of the name, further labels, and the value.</param>
    public abstract void Write(Action<string, string, double> line);

    public static MetricSeries Of(MetricKind kind, string? unit) => kind switch
    {
        MetricKind.Counter or MetricKind.UpDown => new SumSeries(),
        MetricKind.Gauge => new LastSeries(),
        _ => new HistogramSeries(unit == "s" ? HistogramSeries.Seconds : HistogramSeries.Counts),
    };
}

enum MetricKind
{
    /// <summary>Only grows; measurements are added up.</summary>
    Counter,

    /// <summary>Grows and shrinks; measurements are added up.</summary>
    UpDown,

    /// <summary>The last measurement stands.</summary>
    Gauge,
    Histogram,
}

sealed class SumSeries : MetricSeries
{
    readonly Lock _adding = new();
    double _sum;

    public override void Record(double value)
    {
        lock (_adding)
            _sum += value;
    }

    public override void Write(Action<string, string, double> line)
    {
        lock (_adding)
            line("", "", _sum);
    }
}

sealed class LastSeries : MetricSeries
{
    double _value;

    public override void Record(double value) => Volatile.Write(ref _value, value);

    public override void Write(Action<string, string, double> line) => line("", "", Volatile.Read(ref _value));
}

/// <summary>Counts by upper bound, each bucket with all below it, as the format wants them.</summary>
sealed class HistogramSeries(double[] bounds) : MetricSeries
{
    public static readonly double[] Seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    readonly Lock _recording = new();
    readonly long[] _buckets = new long[bounds.Length + 1];
    double _sum;

    public override void Record(double value)
    {
        var bucket = Array.FindIndex(bounds, bound => value <= bound);
        lock (_recording)
        {
            _buckets[bucket < 0 ? bounds.Length : bucket]++;
            _sum += value;
        }
    }

    public override void Write(Action<string, string, double> line)
    {
        lock (_recording)
        {
            long count = 0;
            for (var bucket = 0; bucket < _buckets.Length; bucket++)
            {
                count += _buckets[bucket];
                line("_bucket", $"le=\"{MetricText.Number(Bound(bucket))}\"", count);
            }

            line("_sum", "", _sum);
            line("_count", "", count);
        }
    }

    double Bound(int bucket) => bucket < bounds.Length ? bounds[bucket] : double.PositiveInfinity;
}
