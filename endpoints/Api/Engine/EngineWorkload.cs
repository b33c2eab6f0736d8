using BillingEngine.Api.Admission;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Api.Engine;

/// <summary>What this process has to do, as far as its requests brought it.</summary>
sealed class EngineWorkload(MessagingEngine engine, RequestSender sender, RequestWaits waits) : IWorkload
{
    public int Waiting => engine.Waiting;

    public long Taken => sender.Sent - engine.Waiting;

    public int Callers => waits.Count;
}
