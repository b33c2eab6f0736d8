using System.Diagnostics.Metrics;

namespace BillingEngine.Api.Admission;

/// <summary>What is let in and what is shed, beside what the engine measures of itself.</summary>
sealed class AdmissionMetrics : IDisposable
{
    const string MeterName = "BillingEngine";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _shed;

    public AdmissionMetrics(AdmissionGate gate, IWorkload workload)
    {
        _shed = _meter.CreateCounter<long>(
            "billing.api.requests.shed", "{request}", "Requests not taken in because too much waited");
        _meter.CreateObservableGauge(
            "billing.api.admission.limit", () => gate.Limit, "{message}", "Messages that may wait at the moment");
        _meter.CreateObservableGauge(
            "billing.api.admission.waiting", () => gate.Waiting, "{message}", "Messages that wait, or are about to");
        _meter.CreateObservableGauge(
            "billing.api.callers.waiting", () => workload.Callers, "{request}", "Requests that wait for an outcome");
    }

    public void Shed() => _shed.Add(1);

    public void Dispose() => _meter.Dispose();
}
