using System.Diagnostics;

namespace BillingEngine.Integration.Tests.Embedded;

/// <summary>
/// Folders for test clusters. However this process ends, what it started is stopped and its folders are removed.
/// </summary>
static class TestFolders
{
    // Reads a pipe of ours that ends when we do; on its own in the background, so that no tree kill includes it.
    const string Undertaker =
        """
        exec 3<&0
        (
            trap '' HUP INT TERM
            cat <&3 >/dev/null
            find "$1" -maxdepth 1 -name "*.process" -exec cat {} ";" | xargs -r kill -KILL
            for round in 1 2 3; do
                find "$1" -name postmaster.pid -exec head -n 1 {} ";" | xargs -r kill -QUIT
                sleep 0.2
            done
            rm -rf "$1"
        ) >/dev/null 2>&1 &
        """;

    static readonly Lazy<string> root = new(Create);
    static int folders;

    // Kept open for as long as this process lives.
    static StreamWriter? pipe;

    /// <summary>Path of a folder that does not exist yet.</summary>
    public static string New() => Path.Combine(root.Value, $"data-{Interlocked.Increment(ref folders)}");

    /// <summary>From now on a process ends with us, unless it is forgotten before.</summary>
    public static void Remember(int processId) => File.WriteAllText(Entry(processId), $"{processId}\n");

    public static void Forget(int processId) => File.Delete(Entry(processId));

    static string Entry(int processId) => Path.Combine(root.Value, $"{processId}.process");

    static string Create()
    {
        var path = Directory.CreateTempSubdirectory("billing-tests-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        var start = new ProcessStartInfo("sh", ["-c", Undertaker, "sh", path]) { RedirectStandardInput = true };
        var shell = Process.Start(start)!;
        pipe = shell.StandardInput;
        shell.WaitForExit();
        return path;
    }
}
