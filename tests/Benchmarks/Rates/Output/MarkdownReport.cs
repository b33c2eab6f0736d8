using System.Globalization;
using System.Text;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>The results as people read them.</summary>
sealed class MarkdownReport(Findings findings)
{
    readonly StringBuilder _text = new();

    public static string Write(Findings findings) => new MarkdownReport(findings).Write();

    string Write()
    {
        Setting();
        Lines();
        Line("## Aims");
        Table(
            ["aim", "wanted", "found", ""],
            Aims.Of(findings),
            aim => [aim.What, aim.Wanted, aim.FoundText, aim.Verdict]);
        Line("## At the end");
        Table(
            ["engine on the database", "memory then, and at its most", "verify", "cold starts"], findings.Targets, Row);
        return _text.ToString();
    }

    void Setting()
    {
        var options = findings.Options;
        Line("# Rates");
        Line();
        Line($"{findings.Began.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {options.Rounds} rounds, "
            + $"about {Number(options.Length.TotalSeconds, "0.#")} s for each line in each of them.");
        Table(
            ["", ""],
            [.. findings.Machine, .. findings.Server.Select(fact => ($"PostgreSQL: {fact.Name}", fact.Value))],
            fact => [fact.Item1, fact.Item2]);
    }

    void Lines()
    {
        Line("## Lines");
        Line();
        Line("Rates and latencies are medians of the rounds; the spread is that of the rates. Ratios are medians of "
            + "the ratios within a round, to whatever number of callers was best for the other.");
        Table(
            ["line", "callers", "/s", "spread", "p50 ms", "p99 ms", "x pgbench", "x SQL function", "x SQL ledger", ""],
            findings.Results.Lines,
            Row);
    }

    string[] Row(Statistics.Line line)
    {
        var (name, results) = (line.Name, findings.Results);
        var rate = results.Rate(name);
        return
        [
            name,
            line.Callers is { } callers ? Number(callers, "0") : "by the clock",
            Number(rate?.Median, "#,0"),
            $"{Number(rate?.Least, "#,0")}..{Number(rate?.Most, "#,0")}",
            Number(results.P50(name), "0.00"),
            Number(results.P99(name), "0.00"),
            Ratio([LineNames.Pgbench]),
            Ratio(LineNames.SqlFunctions),
            Ratio(LineNames.SqlLedgers),
            string.Join("; ", results.Of(name).Select(measured => measured.Trouble).OfType<string>()),
        ];

        string Ratio(IReadOnlyCollection<string> others) => Number(results.Ratio([name], others)?.Median, "0.00");
    }

    static string[] Row(TargetFindings target) =>
    [
        target.Name,
        target.Memory is { } memory
            ? $"{Number(memory.Resident / 1e6, "0")} MB, {Number(memory.MostResident / 1e6, "0")} MB"
            : "unknown",
        target.Verified switch { true => "ok", false => "violations", null => "left out" },
        string.Join(", ", target.ColdStarts.Select(time => $"{Number(time.TotalSeconds, "0.00")} s")),
    ];

    void Table<T>(string[] heads, IReadOnlyList<T> rows, Func<T, string[]> cells)
    {
        Line();
        Line($"| {string.Join(" | ", heads)} |");
        Line($"|{string.Concat(heads.Select(_ => "---|"))}");
        foreach (var row in rows)
            Line($"| {string.Join(" | ", cells(row).Select(Escaped))} |");
        Line();
    }

    static string Escaped(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);

    void Line(string text = "") => _text.Append(text).Append('\n');

    static string Number(double? number, string format) =>
        number is { } known ? known.ToString(format, CultureInfo.InvariantCulture) : "";
}
