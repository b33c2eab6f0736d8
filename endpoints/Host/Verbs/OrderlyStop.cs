namespace BillingEngine.Host.Verbs;

static class OrderlyStop
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Stops the engine; work in flight may finish, but not for ever.</summary>
    public static async Task StopInTime(this BillingHost host)
    {
        using var deadline = new CancellationTokenSource(Longest);
        try
        {
            await host.Stop(deadline.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"the engine did not stop within {Longest.TotalSeconds} s", e);
        }
    }
}
