using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace BillingEngine.Api.Metrics;

/// <summary>An instrument, by the name that Prometheus knows it by, and all its series.</summary>
sealed class MetricFamily(Instrument instrument)
{
    /// <summary>Tags are few by rule; should one not be, the rest is not counted apart.</summary>
    const int MostSeries = 200;

    readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    readonly MetricKind _kind = KindOf(instrument);

    public string Name { get; } = MetricText.NameOf(instrument.Name, instrument.Unit, KindOf(instrument));

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Find(MetricText.Labels(tags)).Record(value);

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
            return;
        text.Append("# HELP ").Append(Name).Append(' ').Append(MetricText.Help(instrument.Description)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(TypeName()).Append('\n');
        foreach (var (labels, series) in _series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            series.Write((suffix, more, value) => MetricText.Line(text, Name + suffix, labels, more, value));
    }

    MetricSeries Find(string labels)
    {
        if (_series.TryGetValue(labels, out var known))
            return known;
        return _series.GetOrAdd(
            _series.Count < MostSeries ? labels : "other=\"true\"", _ => MetricSeries.Of(_kind, instrument.Unit));
    }

    string TypeName() => _kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>What an observable counter tells is its sum already.</summary>
    static MetricKind KindOf(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() switch
    {
        var type when type == typeof(Counter<>) => MetricKind.Counter,
        var type when type == typeof(UpDownCounter<>) => MetricKind.UpDown,
        var type when type == typeof(Histogram<>) => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };
}
