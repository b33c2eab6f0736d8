using System.Globalization;
using System.Text;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>Every measurement of every round, for programs.</summary>
static class CsvReport
{
    public static string Write(Results results)
    {
        var text = new StringBuilder("line,callers,round,rate_per_second,p50_milliseconds,p99_milliseconds,trouble\n");
        foreach (var line in results.Lines)
        {
            for (var round = 0; round < results.Rounds; round++)
            {
                if (results.Find(line.Name, round) is { } measured)
                    text.Append(CultureInfo.InvariantCulture, $"{Quoted(line.Name)},{line.Callers},{round + 1},")
                        .Append(CultureInfo.InvariantCulture, $"{measured.PerSecond:0.0},")
                        .Append(CultureInfo.InvariantCulture, $"{measured.P50?.TotalMilliseconds:0.000},")
                        .Append(CultureInfo.InvariantCulture, $"{measured.P99?.TotalMilliseconds:0.000},")
                        .Append(Quoted(measured.Trouble ?? ""))
                        .Append('\n');
            }
        }

        return text.ToString();
    }

    static string Quoted(string text) => text.IndexOfAny([',', '"', '\n']) < 0
        ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
