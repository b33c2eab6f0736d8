namespace BillingEngine.Messaging.Engine;

/// <summary>Wakes a loop. Signals given while it is awake are remembered, as one.</summary>
sealed class Signal : IDisposable
{
    readonly SemaphoreSlim _semaphore = new(0, 1);
    int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _semaphore.Release();
    }

    /// <remarks>What was done before a signal is seen after the wait: both ends are full fences.</remarks>
    public async Task Wait(TimeSpan atMost, CancellationToken ct)
    {
        if (await _semaphore.WaitAsync(atMost, ct))
            Interlocked.Exchange(ref _isSet, 0);
    }

    public void Dispose() => _semaphore.Dispose();
}
