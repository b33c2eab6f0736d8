namespace BillingEngine.Messaging.Engine;

/// <summary>Where the engine's loops run and wait, injected, so that a simulation can run them one step at a time.</summary>
public interface IScheduler
{
    /// <summary>Starts a loop that lives as long as its worker.</summary>
    Task Run(Func<Task> loop);

    Task Delay(TimeSpan delay, CancellationToken ct);
}

public sealed class SystemScheduler(TimeProvider clock) : IScheduler
{
    public Task Run(Func<Task> loop) => Task.Run(loop);

    public Task Delay(TimeSpan delay, CancellationToken ct) => Task.Delay(delay, clock, ct);
}
