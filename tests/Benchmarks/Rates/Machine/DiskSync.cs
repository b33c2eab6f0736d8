using System.Diagnostics;
using System.Globalization;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates.Machine;

/// <summary>How long the disk takes to keep a page, which is what a commit waits for.</summary>
static class DiskSync
{
    const int Writes = 500;
    const int Page = 8 * 1024;

    /// <param name="folder">On the disk that is meant.</param>
    public static string Describe(string folder)
    {
        var path = Path.Combine(folder, "sync.tmp");
        var page = new byte[Page];
        var ticks = new long[Writes];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: Page))
        {
            for (var write = 0; write < Writes; write++)
            {
                var began = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, page, fileOffset: 0);
                RandomAccess.FlushToDisk(file);
                ticks[write] = Stopwatch.GetTimestamp() - began;
            }
        }

        File.Delete(path);
        var latencies = new Latencies(ticks);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {latencies.Percentile(50).TotalMilliseconds:0.00} ms, "
            + $"p99 {latencies.Percentile(99).TotalMilliseconds:0.00} ms");
    }
}
