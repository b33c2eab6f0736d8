using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace BillingEngine.Api.Metrics;

/// <summary>
/// Listens to the instruments of the product and of the runtime, and tells what they measured. Sums go from when it
/// began to listen.
/// </summary>
sealed class MetricsCollector : IDisposable
{
    static readonly HashSet<string> Meters = ["BillingEngine", "System.Runtime"];

    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    readonly Lock _observing = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(
                    instrument, _families.GetOrAdd(instrument, new MetricFamily(instrument)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => _families.TryRemove(instrument, out MetricFamily? _);
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        // Two scrapes at once would observe each instrument twice.
        lock (_observing)
            _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            family.Write(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Record(value, tags);
}
