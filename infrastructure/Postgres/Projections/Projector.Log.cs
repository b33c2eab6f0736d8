using Microsoft.Extensions.Logging;

namespace BillingEngine.Postgres.Projections;

sealed partial class Projector
{
    static partial class Log
    {
        [LoggerMessage(160, LogLevel.Information, "{projection} follows the log, in version {version}")]
        public static partial void Follows(ILogger logger, string projection, int version);

        [LoggerMessage(161, LogLevel.Warning, "{projection} cannot go on: {reason}. It tries again in {wait}")]
        public static partial void Waits(ILogger logger, string projection, TimeSpan wait, string reason);

        [LoggerMessage(
            162, LogLevel.Error, "{projection} has stopped: what it shows grows old. It tries again in {wait}")]
        public static partial void Stopped(ILogger logger, string projection, TimeSpan wait, Exception exception);

        [LoggerMessage(
            163, LogLevel.Information, "{projection} is rebuilt: its tables are of version {found}, this is {version}")]
        public static partial void Rebuilds(ILogger logger, string projection, int found, int version);
    }
}
