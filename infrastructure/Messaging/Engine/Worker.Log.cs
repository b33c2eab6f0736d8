using Microsoft.Extensions.Logging;

namespace BillingEngine.Messaging.Engine;

sealed partial class Worker
{
    static partial class Log
    {
        [LoggerMessage(101, LogLevel.Information, "Worker {worker_id} owns {partitions} more partitions")]
        public static partial void PartitionsClaimed(ILogger logger, Guid worker_id, int partitions);

        [LoggerMessage(102, LogLevel.Information, "Worker {worker_id} gave up {partitions} partitions to others")]
        public static partial void PartitionsReleased(ILogger logger, Guid worker_id, int partitions);

        [LoggerMessage(103, LogLevel.Warning, "Worker {worker_id} lost {partitions} partitions to others")]
        public static partial void PartitionsLost(ILogger logger, Guid worker_id, int partitions);

        [LoggerMessage(
            104,
            LogLevel.Warning,
            "Worker {worker_id} was fenced: another worker owns its partitions. Its unit was not written")]
        public static partial void Fenced(ILogger logger, Guid worker_id);

        [LoggerMessage(106, LogLevel.Warning, "Worker {worker_id} tries the store again: {reason}")]
        public static partial void StoreUnavailable(ILogger logger, Guid worker_id, string reason);

        [LoggerMessage(107, LogLevel.Warning, "Worker {worker_id} left without giving its partitions up")]
        public static partial void LeftWithoutRelease(ILogger logger, Guid worker_id, Exception exception);
    }
}
