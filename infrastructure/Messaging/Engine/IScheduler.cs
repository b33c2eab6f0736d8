using System.Collections.Concurrent;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Where the engine's loops run and wait, injected, so that a simulation can run them one step at a time.
/// </summary>
public interface IScheduler
{
    /// <summary>
    /// Starts a loop that lives as long as its worker. What it awaits is brought back to where it runs: it must not go
    /// on on the thread of a commit.
    /// </summary>
    Task Run(Func<Task> loop);

    Task Delay(TimeSpan delay, CancellationToken ct);
}

/// <summary>
/// Gives each loop a thread of its own, which it may block: a worker waits for one thing at a time, and a blocked read
/// wakes sooner and costs less than a continuation that is handed from thread to thread.
/// </summary>
public sealed class SystemScheduler(TimeProvider clock) : IScheduler
{
    public Task Run(Func<Task> loop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => LoopContext.RunToEnd(loop, ended)) { IsBackground = true, Name = "billing loop" }.Start();
        return ended.Task;
    }

    public Task Delay(TimeSpan delay, CancellationToken ct) => Task.Delay(delay, clock, ct);

    /// <summary>Brings what a loop awaits back to the loop's thread.</summary>
    sealed class LoopContext : SynchronizationContext
    {
        readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _continuations = [];

        public static void RunToEnd(Func<Task> loop, TaskCompletionSource ended)
        {
            var context = new LoopContext();
            SetSynchronizationContext(context);
            var running = loop();
            running.ContinueWith(_ => context._continuations.CompleteAdding(), TaskScheduler.Default);
            foreach (var (callback, state) in context._continuations.GetConsumingEnumerable())
                callback(state);
            ended.SetFromTask(running);
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                _continuations.Add((d, state));
            }
            catch (InvalidOperationException)
            {
                // The loop has ended; nobody waits for this any more.
            }
        }
    }
}
