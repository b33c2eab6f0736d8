using System.Globalization;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>Memory of processes of this machine, as Linux tells it; zero where it cannot be told.</summary>
static class ServerMemory
{
    public static long Resident(int process) => Field(process, "VmRSS:");

    /// <summary>What a server and its sessions hold each for themselves.</summary>
    public static long OfSessions(int server) => ProcessesOf(server).Sum(process => Field(process, "RssAnon:"));

    /// <summary>What they share, as the one sees it that has touched the most of it.</summary>
    public static long Shared(int server) =>
        ProcessesOf(server).Select(process => Field(process, "RssShmem:")).DefaultIfEmpty().Max();

    /// <summary>
    /// False for what runs on another machine, or in a container that numbers its processes by itself.
    /// </summary>
    public static bool IsServer(int process) => Lines(process).Any(line => line is "Name:\tpostgres");

    public static int ParentOf(int process) => (int)Field(process, "PPid:", unit: 1);

    static IEnumerable<int> ProcessesOf(int server) =>
        Processes().Where(process => process == server || ParentOf(process) == server);

    static IEnumerable<int> Processes() => !Directory.Exists("/proc")
        ? []
        : Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    static long Field(int process, string name, int unit = 1024) => Lines(process)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => unit * long.Parse(
            line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    static string[] Lines(int process)
    {
        try
        {
            return File.ReadAllLines($"/proc/{process}/status");
        }
        catch (IOException)
        {
            // It has ended meanwhile, or this is not Linux.
            return [];
        }
    }
}
