using BillingEngine.Messaging.Transport;

namespace BillingEngine.Messaging;

/// <summary>How an endpoint deals with failures. What is not set stays as it is by default.</summary>
public sealed class RecoverabilitySettings
{
    readonly HashSet<Type> _unrecoverable = [];

    internal RecoverabilitySettings()
    {
    }

    internal ImmediateRetriesSettings ImmediateRetries { get; } = new();

    internal DelayedRetriesSettings DelayedRetries { get; } = new();

    internal RetryFailedSettings RetryFailed { get; } = new();

    internal IReadOnlyCollection<Type> Unrecoverable => _unrecoverable;

    internal Func<RecoverabilityConfig, ErrorContext, RecoverabilityAction>? Policy { get; private set; }

    internal (int Failures, RateLimitSettings Settings)? RateLimit { get; private set; }

    public RecoverabilitySettings Immediate(Action<ImmediateRetriesSettings> customizations)
    {
        customizations(ImmediateRetries);
        return this;
    }

    public RecoverabilitySettings Delayed(Action<DelayedRetriesSettings> customizations)
    {
        customizations(DelayedRetries);
        return this;
    }

    public RecoverabilitySettings Failed(Action<RetryFailedSettings> customizations)
    {
        customizations(RetryFailed);
        return this;
    }

    public RecoverabilitySettings AddUnrecoverableException<T>()
        where T : Exception => AddUnrecoverableException(typeof(T));

    public RecoverabilitySettings AddUnrecoverableException(Type exceptionType)
    {
        if (!exceptionType.IsAssignableTo(typeof(Exception)))
            throw new ArgumentException($"{exceptionType} is no exception.", nameof(exceptionType));
        _unrecoverable.Add(exceptionType);
        return this;
    }

    /// <summary>
    /// Decides instead of <see cref="DefaultRecoverabilityPolicy"/>. It must be pure: it may be asked again when the
    /// unit of work is computed anew.
    /// </summary>
    public RecoverabilitySettings CustomPolicy(Func<RecoverabilityConfig, ErrorContext, RecoverabilityAction> @delegate)
    {
        Policy = @delegate;
        return this;
    }

    /// <summary>Slows one type of message down when it keeps failing; the others go on at their own pace.</summary>
    public RecoverabilitySettings OnConsecutiveFailures(int numberOfConsecutiveFailures, RateLimitSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numberOfConsecutiveFailures);
        RateLimit = (numberOfConsecutiveFailures, settings);
        return this;
    }
}

public sealed class ImmediateRetriesSettings
{
    internal ImmediateRetriesSettings()
    {
    }

    internal int? Retries { get; private set; }

    public void NumberOfRetries(int numberOfRetries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfRetries);
        Retries = numberOfRetries;
    }
}

public sealed class DelayedRetriesSettings
{
    internal DelayedRetriesSettings()
    {
    }

    internal int? Retries { get; private set; }

    internal TimeSpan? Increase { get; private set; }

    internal TimeSpan? Longest { get; set; }

    public DelayedRetriesSettings NumberOfRetries(int numberOfRetries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfRetries);
        Retries = numberOfRetries;
        return this;
    }

    public DelayedRetriesSettings TimeIncrease(TimeSpan timeIncrease)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeIncrease, TimeSpan.FromMilliseconds(1));
        Increase = timeIncrease;
        return this;
    }
}

public sealed class RetryFailedSettings
{
    internal RetryFailedSettings()
    {
    }

    internal Action<Dictionary<string, string>>? Customization { get; private set; }

    /// <summary>May change the headers of a message on its way to the failed ones.</summary>
    public RetryFailedSettings HeaderCustomization(Action<Dictionary<string, string>> customization)
    {
        Customization = customization;
        return this;
    }
}

/// <summary>How a type of message that keeps failing is slowed down.</summary>
/// <param name="timeToWaitBetweenThrottledAttempts">One message of the type is tried in this time.</param>
/// <param name="onRateLimitStarted">Called when it begins.</param>
/// <param name="onRateLimitEnded">Called when a message of the type has succeeded again.</param>
public sealed class RateLimitSettings(
    TimeSpan? timeToWaitBetweenThrottledAttempts = null,
    Func<CancellationToken, Task>? onRateLimitStarted = null,
    Func<CancellationToken, Task>? onRateLimitEnded = null)
{
    internal TimeSpan? Wait { get; } = timeToWaitBetweenThrottledAttempts;

    internal Func<CancellationToken, Task> OnStarted { get; } = onRateLimitStarted ?? (_ => Task.CompletedTask);

    internal Func<CancellationToken, Task> OnEnded { get; } = onRateLimitEnded ?? (_ => Task.CompletedTask);
}
