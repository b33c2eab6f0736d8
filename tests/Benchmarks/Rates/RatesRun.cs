using System.Diagnostics;
using System.Security.Cryptography;
using BillingEngine.Benchmarks.Rates.Machine;
using BillingEngine.Benchmarks.Rates.Output;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>
/// One run: all lines once in each round, one after the other, so that the drift of the machine meets all of them.
/// </summary>
sealed class RatesRun(RatesOptions options, TextWriter output, TextWriter log)
{
    const int WarmUpOperations = 10_000;
    const double WarmUpShare = 0.5;

    readonly Results _results = new();
    readonly Stopwatch _watch = Stopwatch.StartNew();

    public static async Task<int> Run(
        RatesOptions options, TextWriter output, TextWriter log, CancellationToken ct)
    {
        var folder = Path.Combine(
            Path.GetFullPath(options.Work), $"billing-rates-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        Directory.CreateDirectory(folder);
        try
        {
            return await new RatesRun(options with { Work = folder }, output, log).Run(ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task<int> Run(CancellationToken ct)
    {
        var began = TimeProvider.System.GetUtcNow();
        var empty = Path.Combine(options.Work, "data");
        List<(string Folder, TargetFindings Findings)> targets = [];
        Findings findings;
        await using (var target = await Target.StartEmpty(empty))
        await using (var filled = options.Filled is { } data ? await Target.Start(data) : null)
        {
            var server = await ServerFacts.Gather(target.ConnectionString);
            findings = new Findings(began, options, MachineFacts.Gather(options.Work), server, _results, []);
            await MeasureAll(target, filled, ct);
            targets.Add((target.Folder, await Finish("empty", target, verifies: true)));
            if (filled is not null)
                targets.Add((filled.Folder, await Finish("filled", filled, options.VerifiesFilled)));
        }

        await Say($"{options.ColdStarts} cold starts");
        List<TargetFindings> all = [];
        foreach (var (folder, found) in targets)
            all.Add(found with { ColdStarts = await ColdStart.Measure(folder, options.ColdStarts) });
        await Report(findings with { Targets = all });
        return all.All(target => target.Verified is not false) ? 0 : 1;
    }

    async Task MeasureAll(Target target, Target? filled, CancellationToken ct)
    {
        await using var peers = new PeerLines(options, target.ConnectionString, log);
        var onEmpty = new EngineLines(target.Engine);
        var onFilled = filled is null ? null : new EngineLines(filled.Engine);
        await Say("setting up peers");
        Line[] all = [.. await peers.Make(), .. onEmpty.OnEmpty(), .. await peers.MakeInProcess()];
        Line[] lines = [.. Interleave(all, onFilled?.OnFilled() ?? []).Where(line => options.Includes(line.Name))];
        await Say("warming up the engine");
        await onEmpty.WarmUp(WarmUpOperations);
        await (onFilled?.WarmUp(WarmUpOperations) ?? Task.CompletedTask);
        await WarmUp(lines, ct);
        for (var round = 0; round < options.Rounds; round++)
            await Measure(lines, round, ct);
    }

    /// <summary>Each line of the filled database right after that of the empty one.</summary>
    static IEnumerable<Line> Interleave(IEnumerable<Line> empty, IEnumerable<Line> filled)
    {
        var twins = filled.ToDictionary(line => line.Name);
        return empty.SelectMany(line =>
            twins.TryGetValue(LineNames.Filled(line.Name), out var twin) ? [line, twin] : (Line[])[line]);
    }

    async Task WarmUp(IReadOnlyList<Line> lines, CancellationToken ct)
    {
        var none = new Dictionary<string, Measurement>();
        foreach (var line in lines.Where(line => line.Callers is not null))
        {
            ct.ThrowIfCancellationRequested();
            var measurement = await line.Contestant.Run(options.Length * WarmUpShare, none);
            await Say($"warming up: {line.Name}, {measurement.PerSecond:N0}/s");
        }
    }

    async Task Measure(IReadOnlyList<Line> lines, int round, CancellationToken ct)
    {
        var measured = new Dictionary<string, Measurement>();
        foreach (var line in lines)
        {
            ct.ThrowIfCancellationRequested();
            var measurement = await line.Contestant.Run(options.Length, measured);
            measured[line.Name] = measurement;
            _results.Add(line, round, measurement);
            await Say($"round {round + 1} of {options.Rounds}: {line.Name}, {measurement.PerSecond:N0}/s");
        }
    }

    async Task<TargetFindings> Finish(string name, Target target, bool verifies)
    {
        var memory = target.Memory;
        if (verifies)
            await output.WriteLineAsync($"verify, {name}:");
        bool? verified = verifies ? await target.Verify(output) : null;
        return new TargetFindings(name, memory, verified, []);
    }

    async Task Report(Findings findings)
    {
        var folder = Directory.CreateDirectory(options.Output).FullName;
        var text = MarkdownReport.Write(findings);
        await File.WriteAllTextAsync(Path.Combine(folder, "rates.md"), text);
        await File.WriteAllTextAsync(Path.Combine(folder, "rates.csv"), CsvReport.Write(_results));
        await File.WriteAllTextAsync(Path.Combine(folder, "rates.svg"), LatencyPlot.Write(_results));
        await output.WriteLineAsync();
        await output.WriteAsync(text);
        await Say($"written to {folder}: rates.md, rates.csv, rates.svg");
    }

    Task Say(string text) => log.WriteLineAsync($"rates: {_watch.Elapsed:mm\\:ss} {text}");
}
