namespace BillingEngine.Messaging;

/// <summary>What becomes of a message whose handling failed.</summary>
public abstract record RecoverabilityAction
{
    /// <summary>It is handled again at once, in the same unit of work.</summary>
    public static RecoverabilityAction ImmediateRetry() => Immediate.Instance;

    /// <summary>It waits on disk and is handled again later.</summary>
    public static RecoverabilityAction DelayedRetry(TimeSpan timeout) => new Delayed(timeout);

    /// <summary>It goes to the failed messages, where operators find it.</summary>
    /// <param name="errorQueue">Which queue of theirs; written into its headers.</param>
    public static RecoverabilityAction MoveToError(string errorQueue) => new Moved(errorQueue);

    /// <summary>It is forgotten. Only a trace is left of it.</summary>
    public static RecoverabilityAction Discard(string reason) => new Discarded(reason);

    internal sealed record Immediate : RecoverabilityAction
    {
        public static Immediate Instance { get; } = new();
    }

    internal sealed record Delayed(TimeSpan Timeout) : RecoverabilityAction;

    internal sealed record Moved(string ErrorQueue) : RecoverabilityAction;

    internal sealed record Discarded(string Reason) : RecoverabilityAction;
}
