using System.Globalization;

namespace BillingEngine.Benchmarks.Rates.Machine;

/// <summary>What a process holds of the machine's memory, in bytes.</summary>
readonly record struct ProcessMemory(long Resident, long MostResident)
{
    /// <summary>Null where the system does not tell.</summary>
    public static ProcessMemory? Of(int processId)
    {
        var path = $"/proc/{processId}/status";
        if (!File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path);
        return new ProcessMemory(Kilobytes(lines, "VmRSS:") * 1024, Kilobytes(lines, "VmHWM:") * 1024);
    }

    static long Kilobytes(string[] lines, string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
            CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
