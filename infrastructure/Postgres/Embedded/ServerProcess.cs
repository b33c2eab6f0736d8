using System.Diagnostics;
using System.Globalization;

namespace BillingEngine.Postgres.Embedded;

/// <summary>What postmaster.pid says of a server that was found alive.</summary>
sealed record RunningServer(int ProcessId, int Port, bool Ready);

/// <summary>A server ready for sessions, and whether it was running before we asked for it.</summary>
sealed record FoundServer(RunningServer Server, bool WasRunning);

/// <summary>Looks for the server of a cluster among the processes of the machine.</summary>
sealed class ServerProcess(DataFolder folder, ServerAccount account)
{
    // Every process of a server works in the folder of its cluster; only its own user may look that up. One that ends
    // between two lines is none.
    const string FindByFolder =
        """
        for process in /proc/[0-9]*; do
            [ "$process/cwd" -ef "$1" ] || continue
            read -r name 2>/dev/null <"$process/comm" && [ "$name" = postgres ] && echo "${process#/proc/}"
        done
        exit 0
        """;

    string PidFile => Path.Combine(folder.Cluster, "postmaster.pid");

    /// <summary>The running server, or null when there is none and nothing that it left stands in the way.</summary>
    public async Task<RunningServer?> Find(CancellationToken ct)
    {
        var alive = await Alive(ct);
        if (ReadPidFile() is { } server && alive.Contains(server.ProcessId))
            return server;
        // Sessions can outlive a killed server. What they committed is on disk, and they bar the way to the next one.
        await Kill(alive, ct);
        // A stale file would stop the next server if its process id were in use again, as it soon is in containers.
        if (Directory.Exists("/proc/self"))
            File.Delete(PidFile);
        return null;
    }

    /// <summary>
    /// Whether a process still lives, asked without running a program. One that was killed and that its parent has not
    /// taken note of does not.
    /// </summary>
    public static bool Lives(int processId)
    {
        if (!Directory.Exists("/proc/self"))
            return Exists(processId);
        try
        {
            var line = File.ReadAllText($"/proc/{processId}/stat");
            var state = line[(line.LastIndexOf(')') + 2)..];
            return line.Contains("(postgres)", StringComparison.Ordinal) && state[0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async Task KillAll(CancellationToken ct) => await Kill(await Alive(ct), ct);

    async Task Kill(IReadOnlyList<int> processes, CancellationToken ct)
    {
        while (processes.Count > 0)
        {
            foreach (var id in processes)
                Signal(id);
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            processes = await Alive(ct);
        }
    }

    static void Signal(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }
    }

    async Task<IReadOnlyList<int>> Alive(CancellationToken ct)
    {
        if (!Directory.Exists("/proc/self"))
            return ReadPidFile() is { } server && Exists(server.ProcessId) ? [server.ProcessId] : [];
        var found = await Command.Run(account.Line("sh", "-c", FindByFolder, "sh", folder.Cluster), ct);
        return
        [
            .. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
        ];
    }

    static bool Exists(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    RunningServer? ReadPidFile()
    {
        var lines = File.Exists(PidFile) ? File.ReadAllLines(PidFile) : [];
        if (lines.Length == 0 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId))
            return null;
        var hasPort = int.TryParse(lines.ElementAtOrDefault(3), CultureInfo.InvariantCulture, out var port);
        return new RunningServer(processId, port, hasPort && lines.Length > 7 && lines[7].Trim() == "ready");
    }
}
