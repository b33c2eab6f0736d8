using System.Diagnostics.Metrics;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// What the engine measures, by OpenTelemetry's conventions: seconds, counts in braces, few tags. The names are public;
/// <c>dotnet-counters monitor --counters BillingEngine</c> shows them.
/// </summary>
sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "BillingEngine";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _units;
    readonly Histogram<double> _unitDuration;
    readonly Histogram<int> _unitMessages;
    readonly Counter<long> _failed;
    readonly Counter<long> _putOff;
    readonly Counter<long> _retried;
    readonly UpDownCounter<int> _rateLimits;
    readonly Counter<long> _refused;
    readonly Counter<long> _rehearsals;

    public EngineMetrics()
    {
        _units = _meter.CreateCounter<long>("billing.engine.units", "{unit}", "Units of work by how their commit turned out");
        _unitDuration = _meter.CreateHistogram<double>("billing.engine.unit.duration", "s", "From the batch to the commit's end");
        _unitMessages = _meter.CreateHistogram<int>("billing.engine.unit.messages", "{message}", "Messages from outside a unit took on");
        _failed = _meter.CreateCounter<long>("billing.engine.messages.failed", "{message}", "Messages that failed for good");
        _putOff = _meter.CreateCounter<long>(
            "billing.engine.messages.put_off", "{message}", "Messages put off: to retry, slowed down, or parked");
        _retried = _meter.CreateCounter<long>(
            "billing.engine.messages.retried", "{message}", "Retries by operators that did not fail again");
        _rateLimits = _meter.CreateUpDownCounter<int>(
            "billing.engine.rate_limits", "{type}", "Types of message that are slowed down");
        _refused = _meter.CreateCounter<long>(
            "billing.engine.messages.shed", "{message}", "Messages not taken on: too many waited, or no store");
        _rehearsals = _meter.CreateCounter<long>(
            "billing.engine.rehearsals", "{rehearsal}", "Commands run without storing anything");
    }

    /// <summary>Watches the queues and the ownership of an engine.</summary>
    public void Watch(Func<int> inbox, Func<int> outbound, Func<int> partitions, Func<TimeSpan> silence)
    {
        _meter.CreateObservableGauge("billing.engine.inbox.waiting", inbox, "{message}", "Messages in memory for the worker");
        _meter.CreateObservableGauge("billing.engine.outbound.waiting", outbound, "{message}", "Messages in memory for other workers");
        _meter.CreateObservableGauge("billing.engine.partitions.owned", partitions, "{partition}", "Partitions this process owns");
        _meter.CreateObservableGauge(
            "billing.engine.store.silence", () => silence().TotalSeconds, "s", "Since the store kept anything");
    }

    public void Unit(CommitOutcome outcome, TimeSpan duration, int messages)
    {
        _units.Add(1, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));
        _unitDuration.Record(duration.TotalSeconds);
        _unitMessages.Record(messages);
    }

    public void Failed(int messages) => _failed.Add(messages);

    public void PutOff(WaitKind kind) => _putOff.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public void Retried(int messages) => _retried.Add(messages);

    public void RateLimited(int change) => _rateLimits.Add(change);

    public void Shed() => _refused.Add(1);

    public void Rehearsed() => _rehearsals.Add(1);

    public void Dispose() => _meter.Dispose();
}
