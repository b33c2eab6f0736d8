namespace BillingEngine.Api.Operations.Retries;

/// <summary>Tells the driver of this process that there is something for it to do.</summary>
sealed class RetrySignal : IDisposable
{
    readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        if (_raised.CurrentCount > 0)
            return;
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread was quicker; one round serves both.
        }
    }

    public Task Wait(TimeSpan longest, CancellationToken ct) => _raised.WaitAsync(longest, ct);

    public void Dispose() => _raised.Dispose();
}
