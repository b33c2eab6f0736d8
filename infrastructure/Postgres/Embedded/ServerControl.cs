using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BillingEngine.Postgres.Embedded;

/// <summary>Starts the server of a cluster, or attaches to it, and stops it. Callers hold the start lock.</summary>
sealed class ServerControl(
    DataFolder folder, ServerBinaries binaries, ServerAccount account, EmbeddedPostgresOptions options)
{
    const int Attempts = 5;
    const long LongLog = 16 * 1024 * 1024;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    readonly ServerProcess _process = new(folder, account);

    /// <summary>Where the next port comes from; tests take one that is in use.</summary>
    public Func<int> NextPort { get; init; } = FreePort;

    /// <summary>The server, ready for sessions.</summary>
    public Task<FoundServer> AttachOrStart(CancellationToken ct) => AttachOrStart(options.Port, ct);

    /// <param name="port">The only one that will do; 0: any, preferably the one that the server had before.</param>
    public async Task<FoundServer> AttachOrStart(int port, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(options.StartTimeout);
        try
        {
            if (await WaitForRunning(bounded.Token) is { } running)
                return new FoundServer(running, WasRunning: true);
            await Start(port, bounded.Token, ct);
            var started = await _process.Find(bounded.Token) ?? throw Failed(LastLogged());
            return new FoundServer(started, WasRunning: false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Stop();
            throw;
        }
        catch (OperationCanceledException e)
        {
            // Left alone, as stopping it would make the next recovery begin from the start.
            throw new EmbeddedPostgresException(
                $"PostgreSQL in {folder.Root} was not ready within {options.StartTimeout.TotalSeconds:0} s; it goes on "
                + $"starting, so try again. Last in {folder.ServerLog}: {LastLogged()}", e);
        }
    }

    /// <summary>Ends sessions and stops, harder when the server does not obey; trouble only goes to the log.</summary>
    public async Task Stop()
    {
        foreach (var mode in new[] { "fast", "immediate", "kill" })
        {
            using var bounded = new CancellationTokenSource(StopPatience);
            try
            {
                if (mode == "kill")
                    await _process.KillAll(bounded.Token);
                else
                    await Command.Run(account.Line(StopLine(mode)), bounded.Token);
                if (await _process.Find(bounded.Token) is null)
                    return;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
            {
                Report($"PostgreSQL in {folder.Root} did not stop ({mode}): {e.Message}");
            }
        }
    }

    public void Report(string line) => options.Log?.Invoke(line);

    async Task<RunningServer?> WaitForRunning(CancellationToken ct)
    {
        var silent = Stopwatch.StartNew();
        while (await _process.Find(ct) is { } found)
        {
            if (found.Ready)
                return found;
            if (silent.Elapsed > ProgressEvery)
            {
                Report($"PostgreSQL in {folder.Root} is not ready yet: {LastLogged()}");
                silent.Restart();
            }
            await Task.Delay(Pause, ct);
        }
        return null;
    }

    async Task Start(int wanted, CancellationToken patience, CancellationToken ct)
    {
        var former = folder.FormerPort();
        var compression = await Supports("wal_compression=lz4", patience) ? "lz4" : "on";
        var socket = ServerSettings.SocketFits(folder);
        await PrepareLog(patience);
        var errors = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await PrepareSockets(patience);
            var port = wanted > 0 ? wanted : attempt == 0 && former is { } again ? again : NextPort();
            var buffers = SharedBuffers.ForThisMachine(options.SharedBuffersMegabytes);
            var settings = ServerSettings.Text(folder, port, socket, compression, buffers);
            UnixFiles.WriteReadable(folder.Settings, settings);
            var before = new FileInfo(folder.ServerLog).Length;
            var started = await Launch(patience, ct);
            if (started.Succeeded)
                return;
            errors = started.Output + LogTail.Since(folder.ServerLog, before);
            // Some file systems have no sockets, and a port can be taken between choosing it and starting.
            var portTaken = errors.Contains("Address already in use", StringComparison.Ordinal);
            if (socket && !portTaken && errors.Contains("Unix-domain socket", StringComparison.Ordinal))
                socket = false;
            else if (!portTaken || wanted > 0)
                break;
        }
        throw Failed(errors);
    }

    string[] StartLine() =>
    [
        // pg_ctl gives the server a session of its own: Ctrl-C in our terminal does not reach it.
        binaries.Control, "start", "-D", folder.Cluster, "-l", folder.ServerLog, "-w",
        "-t", ((int)options.StartTimeout.TotalSeconds + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
    ];

    string[] StopLine(string mode) => [binaries.Control, "stop", "-D", folder.Cluster, "-m", mode, "-w"];

    async Task<bool> Supports(string setting, CancellationToken ct)
    {
        string[] line = [binaries.Postgres, "-D", folder.Cluster, "-c", setting, "-C", setting.Split('=')[0]];
        UnixFiles.WriteReadable(folder.Settings, "");
        return (await Command.Run(account.Line(line), ct)).Succeeded;
    }

    async Task PrepareLog(CancellationToken ct)
    {
        var log = new FileInfo(folder.ServerLog);
        if (log is { Exists: true, Length: > LongLog })
            log.MoveTo(folder.ServerLog + ".1", overwrite: true);
        if (!File.Exists(folder.ServerLog))
            UnixFiles.WritePrivate(folder.ServerLog, "");
        await account.HandOver(folder.ServerLog, ct);
    }

    async Task PrepareSockets(CancellationToken ct)
    {
        if (Directory.Exists(folder.Sockets))
            Directory.Delete(folder.Sockets, recursive: true);
        UnixFiles.CreatePrivateFolder(folder.Sockets);
        await account.HandOver(folder.Sockets, ct);
    }

    // The caller's token ends the server with the launch; running out of patience leaves both to themselves.
    async Task<CommandResult> Launch(CancellationToken patience, CancellationToken ct)
    {
        var launch = Command.Run(account.Line(StartLine()), ct);
        while (await Task.WhenAny(launch, Task.Delay(ProgressEvery, patience)) != launch)
        {
            patience.ThrowIfCancellationRequested();
            Report($"PostgreSQL in {folder.Root} is not ready yet: {LastLogged()}");
        }
        return await launch;
    }

    string LastLogged() => LogTail.Of(LogTail.Since(folder.ServerLog, 0));

    EmbeddedPostgresException Failed(string errors) => new(
        $"PostgreSQL did not start in {folder.Root}: {LogTail.Of(errors)}. The whole log is {folder.ServerLog}.");

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
