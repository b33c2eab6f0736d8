using BillingEngine.Messaging.Storage;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Tells the log, the metrics and whoever asked for it what failed in a unit of work. After its commit.
/// </summary>
sealed partial class FailureReports(WorkerSetup setup)
{
    readonly HashSet<(string Endpoint, string Type)> _limited = [];

    public void Report(UnitChanges changes)
    {
        setup.Metrics.Failed(changes.Failures.Count);
        setup.Metrics.Retried(changes.RetryResults.Count);
        foreach (var failure in changes.Failures)
            Log.MessageFailed(
                setup.Logger,
                failure.Message.MessageId,
                failure.Message.Type,
                failure.Attempts,
                failure.ExceptionMessage);
        foreach (var message in changes.Outgoing)
        {
            if (message.Kind is not (WaitKind.Retry or WaitKind.Throttled or WaitKind.Parked))
                continue;
            setup.Metrics.PutOff(message.Kind);
            if (message.Kind == WaitKind.Retry)
                Log.MessagePutOff(setup.Logger, message.MessageId, message.Type, message.DueAt);
        }

        foreach (var limit in changes.RateLimits)
            Report(limit);
    }

    void Report(RateLimitChange limit)
    {
        var key = (limit.Endpoint, limit.Type);
        if (limit.IsOver ? !_limited.Remove(key) : !_limited.Add(key))
            return;
        setup.Metrics.RateLimited(limit.IsOver ? -1 : 1);
        if (limit.IsOver)
            Log.RateLimitEnded(setup.Logger, limit.Type, limit.Endpoint);
        else
            Log.RateLimitStarted(setup.Logger, limit.Type, limit.Endpoint, limit.Failures);
        if (setup.Topology.Types.TryFind(limit.Type, out var type))
            Call(setup.Policies.Of(limit.Endpoint, type).RateLimit, limit.IsOver);
    }

    /// <summary>A callback of the application must not end the worker.</summary>
    void Call(RateLimitSettings settings, bool isOver)
    {
        try
        {
            var call = isOver ? settings.OnEnded : settings.OnStarted;
            call(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Log.CallbackFailed(setup.Logger, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(
            105,
            LogLevel.Error,
            "Message {message_id} ({message_type}) failed for good after {attempts} attempts: {reason}")]
        public static partial void MessageFailed(
            ILogger logger, Guid message_id, string message_type, int attempts, string reason);

        [LoggerMessage(
            108, LogLevel.Warning, "Message {message_id} ({message_type}) failed and is retried at {due_at}")]
        public static partial void MessagePutOff(
            ILogger logger, Guid message_id, string message_type, DateTimeOffset due_at);

        [LoggerMessage(
            109,
            LogLevel.Warning,
            "Messages {message_type} at {endpoint} are slowed down after {failures} failures in a row")]
        public static partial void RateLimitStarted(ILogger logger, string message_type, string endpoint, int failures);

        [LoggerMessage(110, LogLevel.Information, "Messages {message_type} at {endpoint} succeed again")]
        public static partial void RateLimitEnded(ILogger logger, string message_type, string endpoint);

        [LoggerMessage(111, LogLevel.Error, "A callback of a rate limit failed")]
        public static partial void CallbackFailed(ILogger logger, Exception exception);
    }
}
