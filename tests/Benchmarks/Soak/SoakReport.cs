using System.Text;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>What a soak showed, as Markdown.</summary>
static class SoakReport
{
    public static string Describe(
        LoadMix mix, double peak, IReadOnlyList<Sample> samples, bool balancesAgree, bool holds)
    {
        var (first, last) = (samples[0], samples[^1]);
        var comparisons = new Thirds(samples).Compare();
        var report = new StringBuilder()
            .AppendLine($"{last.Operations:N0} operations ({mix}) in {last.At:hh\\:mm\\:ss}, peak before: {peak:N0}/s.")
            .AppendLine($"Refused {Sum(samples, interval => interval.Refused):N0}, "
                + $"failed {Sum(samples, interval => interval.Failed):N0}, "
                + $"shed {Sum(samples, interval => interval.Shed):N0}; "
                + $"{last.Database.Checkpoints - first.Database.Checkpoints:N0} checkpoints.")
            .AppendLine($"Balances {(balancesAgree ? "are what was answered" : "**are not what was answered**")}; "
                + $"books {(holds ? "verified" : "**violated**")}.")
            .AppendLine()
            .AppendLine("| | first third | last third | | ratio | |")
            .AppendLine("|---|---|---|---|---|---|");
        foreach (var comparison in comparisons)
            report.AppendLine(comparison.Describe());
        var others = comparisons.Count(comparison => !comparison.IsFlat);
        return report
            .AppendLine()
            .Append(others == 0 ? "All is flat." : $"{others} of {comparisons.Count} lines are not flat.")
            .ToString();
    }

    static int Sum(IReadOnlyList<Sample> samples, Func<Interval, int> count) =>
        samples.Sum(sample => count(sample.Interval));
}
