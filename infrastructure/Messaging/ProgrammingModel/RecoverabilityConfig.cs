using BillingEngine.Messaging.Transport;

namespace BillingEngine.Messaging;

/// <summary>The settings that a policy decides by, for one kind of message at one endpoint.</summary>
public sealed record RecoverabilityConfig
{
    internal RecoverabilityConfig(ImmediateConfig immediate, DelayedConfig delayed, FailedConfig failed) =>
        (Immediate, Delayed, Failed) = (immediate, delayed, failed);

    public ImmediateConfig Immediate { get; internal init; }

    public DelayedConfig Delayed { get; internal init; }

    public FailedConfig Failed { get; internal init; }
}

public sealed record ImmediateConfig
{
    internal ImmediateConfig(int maxNumberOfRetries) => MaxNumberOfRetries = maxNumberOfRetries;

    public int MaxNumberOfRetries { get; }
}

public sealed record DelayedConfig
{
    internal DelayedConfig(int maxNumberOfRetries, TimeSpan timeIncrease, TimeSpan longest) =>
        (MaxNumberOfRetries, TimeIncrease, Longest) = (maxNumberOfRetries, timeIncrease, longest);

    public int MaxNumberOfRetries { get; internal init; }

    /// <summary>The first delay; each further one is twice the one before.</summary>
    public TimeSpan TimeIncrease { get; internal init; }

    /// <summary>No delay is longer.</summary>
    internal TimeSpan Longest { get; init; }
}

public sealed record FailedConfig
{
    internal FailedConfig(string errorQueue, HashSet<Type> unrecoverableExceptionTypes) =>
        (ErrorQueue, UnrecoverableExceptionTypes) = (errorQueue, unrecoverableExceptionTypes);

    public string ErrorQueue { get; }

    /// <summary>Trying again does not help against these, or what derives from them.</summary>
    public HashSet<Type> UnrecoverableExceptionTypes { get; internal init; }
}

/// <summary>What is decided when nobody set a policy of their own. Pure.</summary>
public static class DefaultRecoverabilityPolicy
{
    /// <summary>
    /// First at once, as often as is configured; then later, twice as late each time; then to the failed messages,
    /// where what trying again cannot mend goes straight away.
    /// </summary>
    public static RecoverabilityAction Invoke(RecoverabilityConfig config, ErrorContext errorContext)
    {
        if (IsUnrecoverable(config.Failed, errorContext.Exception))
            return RecoverabilityAction.MoveToError(config.Failed.ErrorQueue);
        if (errorContext.ImmediateProcessingFailures <= config.Immediate.MaxNumberOfRetries)
            return RecoverabilityAction.ImmediateRetry();
        return errorContext.DelayedDeliveriesPerformed < config.Delayed.MaxNumberOfRetries
            ? RecoverabilityAction.DelayedRetry(DelayAfter(errorContext.DelayedDeliveriesPerformed, config.Delayed))
            : RecoverabilityAction.MoveToError(config.Failed.ErrorQueue);
    }

    static bool IsUnrecoverable(FailedConfig config, Exception exception)
    {
        foreach (var type in config.UnrecoverableExceptionTypes)
        {
            if (type.IsInstanceOfType(exception))
                return true;
        }

        return false;
    }

    static TimeSpan DelayAfter(int delayedDeliveries, DelayedConfig config)
    {
        var times = Math.Pow(2, Math.Min(delayedDeliveries, 60));
        return times < config.Longest / config.TimeIncrease ? config.TimeIncrease * times : config.Longest;
    }
}
