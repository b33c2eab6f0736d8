using System.Diagnostics.Metrics;

namespace BillingEngine.Postgres.Projections;

/// <summary>What the models that follow the log measure of themselves.</summary>
sealed class ProjectionMetrics : IDisposable
{
    const string MeterName = "BillingEngine";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _events;
    readonly Histogram<double> _duration;
    readonly Counter<long> _faults;

    /// <param name="lags">As they were counted last.</param>
    public ProjectionMetrics(Func<IReadOnlyList<ModelLag>> lags)
    {
        _events = _meter.CreateCounter<long>(
            "billing.projections.events", "{event}", "Events of the log that a model has passed");
        _duration = _meter.CreateHistogram<double>(
            "billing.projections.batch.duration", "s", "From reading a part of the log to its commit");
        _faults = _meter.CreateCounter<long>(
            "billing.projections.faults", "{fault}", "Attempts of a model to go on that failed");
        _meter.CreateObservableGauge(
            "billing.projections.lag.events",
            () => lags().Select(lag => new Measurement<long>(lag.Events, Tag(lag.Name))),
            "{event}",
            "Events that a model has not passed yet");
        _meter.CreateObservableGauge(
            "billing.projections.lag.seconds",
            () => lags().Select(lag => new Measurement<double>(lag.Age.TotalSeconds, Tag(lag.Name))),
            "s",
            "Age of the oldest event that a model has not passed yet");
    }

    public void Written(string model, long events, TimeSpan duration)
    {
        _events.Add(events, Tag(model));
        _duration.Record(duration.TotalSeconds, Tag(model));
    }

    public void Failed(string model) => _faults.Add(1, Tag(model));

    public void Dispose() => _meter.Dispose();

    static KeyValuePair<string, object?> Tag(string model) => new("projection", model);
}
