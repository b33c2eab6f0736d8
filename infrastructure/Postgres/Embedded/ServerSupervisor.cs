using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Postgres.Embedded;

/// <summary>How often a supervisor looks, and how it spaces its attempts.</summary>
sealed record SupervisionPace
{
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Before the second attempt; doubles from one to the next.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts, until one of them gives a server that lives on.</summary>
    public int Attempts { get; init; } = 20;

    /// <summary>A server that has lived so long starts a new count.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan BackoffAfter(int attempts)
    {
        var full = Backoff * Math.Pow(2, Math.Min(attempts - 1, 16));
        return full < MaxBackoff ? full : MaxBackoff;
    }
}

/// <summary>
/// Looks whether the server is still there, and starts it again when it is not. The start lock of the folder makes sure
/// that of all its users one does it and the others find it done.
/// </summary>
sealed partial class ServerSupervisor : IAsyncDisposable
{
    static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(60);

    readonly DataFolder _folder;
    readonly ServerControl _control;
    readonly SupervisionPace _pace;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stop = new();
    readonly Task _loop;

    public ServerSupervisor(
        DataFolder folder, ServerControl control, RunningServer server, SupervisionPace pace, ILogger logger)
    {
        (_folder, _control, _pace, _logger) = (folder, control, pace, logger);
        _loop = Task.Run(() => Watch(server, _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task Watch(RunningServer server, CancellationToken ct)
    {
        for (var attempts = 0; ;)
        {
            var lived = await UntilGone(server, ct);
            Log.Gone(_logger, server.ProcessId, _folder.Root);
            if (lived > _pace.Settled)
                attempts = 0;
            if (await BringBack(server.Port, attempts, ct) is not var (found, made))
                return;
            (server, attempts) = (found, made);
        }
    }

    /// <returns>How long it was watched.</returns>
    async Task<TimeSpan> UntilGone(RunningServer server, CancellationToken ct)
    {
        var watched = Stopwatch.StartNew();
        while (ServerProcess.Lives(server.ProcessId))
            await Task.Delay(_pace.LookInterval, ct);
        return watched.Elapsed;
    }

    /// <returns>The server and the attempts made so far; null when they are used up.</returns>
    async Task<(RunningServer Server, int Attempts)?> BringBack(int port, int attempts, CancellationToken ct)
    {
        var gone = Stopwatch.StartNew();
        while (attempts < _pace.Attempts)
        {
            if (attempts++ > 0)
                await Task.Delay(_pace.BackoffAfter(attempts - 1), ct);
            try
            {
                var (server, wasRunning) = await Once(port, ct);
                Log.Back(_logger, server.ProcessId, port, wasRunning ? "found" : "started", gone.Elapsed.TotalSeconds);
                return (server, attempts);
            }
            catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                Log.NotBack(_logger, attempts, _pace.Attempts, e.Message);
            }
        }

        Log.GivenUp(_logger, _folder.Root, _pace.Attempts);
        return null;
    }

    async Task<FoundServer> Once(int port, CancellationToken ct)
    {
        using var alone = await FolderLock.Exclusive(_folder.StartLock, LockPatience, ct)
            ?? throw new EmbeddedPostgresException($"Another process keeps the start lock of {_folder.Root}.");
        var found = await _control.AttachOrStart(port, ct);
        return found.Server.Port == port
            ? found
            : throw new EmbeddedPostgresException(
                $"The server in {_folder.Root} is on port {found.Server.Port} now; this process knows it on {port}. "
                + "Restart this process.");
    }

    static partial class Log
    {
        [LoggerMessage(
            131, LogLevel.Warning, "PostgreSQL (process {server_process}) in {folder} is gone; it is started again")]
        public static partial void Gone(ILogger logger, int server_process, string folder);

        [LoggerMessage(
            132,
            LogLevel.Information,
            "PostgreSQL (process {server_process}) was {how} on port {port}, {seconds:0.0} s after it was missed")]
        public static partial void Back(ILogger logger, int server_process, int port, string how, double seconds);

        [LoggerMessage(133, LogLevel.Warning, "Attempt {attempt} of {attempts} to start PostgreSQL again: {reason}")]
        public static partial void NotBack(ILogger logger, int attempt, int attempts, string reason);

        [LoggerMessage(
            134,
            LogLevel.Critical,
            "PostgreSQL in {folder} cannot be had after {attempts} attempts, and no more are made. Remove the cause, "
            + "then restart this process")]
        public static partial void GivenUp(ILogger logger, string folder, int attempts);
    }
}
