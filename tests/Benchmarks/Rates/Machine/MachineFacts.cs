using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace BillingEngine.Benchmarks.Rates.Machine;

/// <summary>What the figures were measured on.</summary>
static class MachineFacts
{
    public static IReadOnlyList<(string Name, string Value)> Gather(string diskFolder) =>
    [
        ("processor", $"{Environment.ProcessorCount} x {Field("/proc/cpuinfo", "model name") ?? "unknown"}"),
        ("memory", Memory()),
        ("system", RuntimeInformation.OSDescription),
        ("kernel", Text("/proc/sys/kernel/osrelease")),
        ("load before (1, 5, 15 minutes)", string.Join(' ', Text("/proc/loadavg").Split(' ').Take(3))),
        ("a write of 8 KiB that reaches the disk", DiskSync.Describe(diskFolder)),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("commit", Commit()),
    ];

    static string Memory() => Field("/proc/meminfo", "MemTotal") is { } total
        && long.TryParse(total.Split(' ')[0], CultureInfo.InvariantCulture, out var kilobytes)
        ? string.Create(CultureInfo.InvariantCulture, $"{kilobytes / 1024.0 / 1024.0:0.0} GiB")
        : "unknown";

    static string? Field(string file, string name) => !File.Exists(file)
        ? null
        : File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?
            .Split(':', 2)[^1]
            .Trim();

    static string Text(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : "unknown";

    static string Commit()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty", "--abbrev=12"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var commit = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? commit : "unknown";
        }
        catch (Win32Exception)
        {
            return "unknown";
        }
    }
}
