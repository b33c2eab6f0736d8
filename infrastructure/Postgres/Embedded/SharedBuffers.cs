using System.Globalization;

namespace BillingEngine.Postgres.Embedded;

/// <summary>The memory in which the server keeps pages of its tables and indexes.</summary>
/// <param name="InHugePages">Whether it is to be had in huge pages that the machine has set aside.</param>
sealed record SharedBuffers(long Megabytes, bool InHugePages)
{
    const long Least = 128;
    // More of it in ordinary pages costs more than it brings: decision 38.
    const long MostInOrdinaryPages = 1024;
    const long Megabyte = 1024 * 1024;

    /// <summary>What suits this machine.</summary>
    /// <param name="wanted">Megabytes; 0: a quarter of the memory, and over a gigabyte in huge pages only.</param>
    public static SharedBuffers ForThisMachine(long wanted)
    {
        var memory = Text("/proc/meminfo");
        var limit = Text($"/sys/fs/cgroup/hugetlb.{Named(Field(memory, "Hugepagesize:"))}.max");
        return For(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte, HugePages(memory, limit), wanted);
    }

    /// <summary>All in megabytes.</summary>
    public static SharedBuffers For(long memory, long hugePages, long wanted)
    {
        // The server shares more than these: locks, queues, and 1 to 3 percent to keep account of them.
        var mostInHugePages = (hugePages - 64) * 19 / 20;
        var suited = Math.Min(memory / 4, Math.Max(MostInOrdinaryPages, mostInHugePages));
        var size = wanted > 0 ? wanted : Math.Max(Least, suited);
        return new(size, size <= mostInHugePages);
    }

    /// <summary>Megabytes of huge pages that nobody has asked for yet.</summary>
    /// <param name="memory">As in /proc/meminfo; empty where there is none.</param>
    /// <param name="limit">
    /// Bytes that this container may have of them, as the kernel tells it: "max" or empty for all. A server that takes
    /// more is killed when it touches them, and not refused.
    /// </param>
    public static long HugePages(string memory, string limit)
    {
        var pages = Field(memory, "HugePages_Free:") - Field(memory, "HugePages_Rsvd:");
        var free = pages * Field(memory, "Hugepagesize:") / 1024;
        return long.TryParse(limit, CultureInfo.InvariantCulture, out var most)
            ? Math.Min(free, most / Megabyte)
            : free;
    }

    /// <summary>As the kernel names files of pages of this many kilobytes.</summary>
    static string Named(long size) => size switch
    {
        >= 1024 * 1024 => $"{size / 1024 / 1024}GB",
        >= 1024 => $"{size / 1024}MB",
        _ => $"{size}KB",
    };

    static long Field(string memory, string name) => memory.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
            CultureInfo.InvariantCulture))
        .FirstOrDefault();

    static string Text(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : "";
}
