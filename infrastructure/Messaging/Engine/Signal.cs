namespace BillingEngine.Messaging.Engine;

/// <summary>Wakes a loop that blocks its own thread. Signals given while it is awake are remembered, as one.</summary>
sealed class Signal : IDisposable
{
    readonly AutoResetEvent _event = new(initialState: false);

    public void Set() => _event.Set();

    /// <summary>Blocks until the signal is given or the time is over.</summary>
    /// <remarks>What was done before a signal is seen after the wait: both ends are full fences.</remarks>
    public void Wait(TimeSpan atMost) => _event.WaitOne(atMost);

    public void Dispose() => _event.Dispose();
}
