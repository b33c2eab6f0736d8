using System.Collections.Concurrent;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>Who waits for the end of which top-up.</summary>
sealed class WaitingCallers
{
    readonly ConcurrentDictionary<Guid, TaskCompletionSource<bool>> _waiting = new();

    public Task<bool> Begin(Guid topupId)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[topupId] = end;
        return end.Task;
    }

    public void End(Guid topupId, bool isCompleted)
    {
        if (_waiting.TryRemove(topupId, out var end))
            end.SetResult(isCompleted);
    }
}
