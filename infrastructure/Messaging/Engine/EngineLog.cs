using Microsoft.Extensions.Logging;

namespace BillingEngine.Messaging.Engine;

static partial class EngineLog
{
    [LoggerMessage(
        121,
        LogLevel.Critical,
        "The worker has ended on an unexpected fault. It accepts nothing any more; restart the process")]
    public static partial void WorkerDied(ILogger logger, Exception exception);

    [LoggerMessage(
        122, LogLevel.Warning, "Stopping took longer than {timeout} and was cut short. What was accepted is durable")]
    public static partial void Aborted(ILogger logger, TimeSpan timeout);
}
