using System.CommandLine;
using System.Globalization;
using BillingEngine.Host;

namespace BillingEngine.Benchmarks.Reads;

/// <summary>Latency of every kind of query, idle and while transfers come at half of what the engine can do.</summary>
static class ReadsCommand
{
    const int Seed = 20_26;
    const int CapacityOperations = 20_000;
    const int CapacityCallers = 64;

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of a seeded embedded database" };
        var connection = new Option<string?>("--connection") { Description = "Connection string of a seeded database" };
        var rate = new Option<int>("--rate") { Description = "Queries a second", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "For each kind", DefaultValueFactory = _ => 10 };
        var only = new Option<string?>("--only") { Description = "Kinds whose name has this in it" };
        var command = new Command("reads", "Latency of every kind of query, idle and under half of the load.")
        {
            data, connection, rate, seconds, only,
        };
        command.SetAction((arguments, _) => Run(
            arguments.GetValue(connection),
            arguments.GetValue(data),
            arguments.GetValue(rate),
            TimeSpan.FromSeconds(arguments.GetValue(seconds)),
            [
                .. Query.All.Where(
                    query => query.Name.Contains(arguments.GetValue(only) ?? "", StringComparison.Ordinal)),
            ],
            arguments.InvocationConfiguration.Output));
        return command;
    }

    static async Task<int> Run(
        string? connection, string? data, int rate, TimeSpan duration, IReadOnlyList<Query> queries, TextWriter output)
    {
        // Outlives the engine's own process, which joins it.
        await using var database = await BillingDatabase.Open(connection, data, CancellationToken.None);
        await using var engine = await Engine.Start(["--connection", database.ConnectionString]);
        var samples = await Samples.Pick(database.ConnectionString, Seed);
        using var reader = new Reader(engine.Address);
        var idle = await MeasureAll(reader, queries, samples, rate, duration);
        var capacity = await engine.MeasureTransfers(CapacityOperations, CapacityCallers);
        var half = (int)(capacity / 2);
        IReadOnlyList<Measured> loaded;
        await using (var writing = engine.Write(half))
        {
            // The wallets of the load are opened and funded first.
            await Task.Delay(TimeSpan.FromSeconds(10));
            loaded = await MeasureAll(reader, queries, samples, rate, duration);
            if (writing.HasEnded)
                throw new InvalidOperationException("The transfers ended before the queries did.");
        }

        await output.WriteLineAsync($"Capacity {capacity:N0} transfers/s; loaded means {half:N0} transfers/s.\n");
        await output.WriteLineAsync(
            "| query | limit p99 | idle p50 | idle p99 | loaded p50 | loaded p95 | loaded p99 | loaded max | |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|");
        foreach (var (before, during) in idle.Zip(loaded))
            await output.WriteLineAsync(Line(before, during));
        return loaded.All(measured => measured.IsWithin) ? 0 : 1;
    }

    static async Task<IReadOnlyList<Measured>> MeasureAll(
        Reader reader, IReadOnlyList<Query> queries, Samples samples, int rate, TimeSpan duration)
    {
        List<Measured> all = [];
        foreach (var query in queries)
            all.Add(await reader.Measure(query, samples, rate, duration));
        return all;
    }

    static string Line(Measured idle, Measured loaded) =>
        $"| {idle.Query.Name} | {Show(idle.Query.Limit)} "
        + $"| {Show(idle.Percentile(0.5))} | {Show(idle.Percentile(0.99))} "
        + $"| {Show(loaded.Percentile(0.5))} | {Show(loaded.Percentile(0.95))} | {Show(loaded.Percentile(0.99))} "
        + $"| {Show(loaded.Percentile(1))} | {Verdict(loaded)} |";

    static string Verdict(Measured measured) => measured switch
    {
        { Refused: > 0 } => $"{measured.Refused} refused",
        { IsWithin: true } => "ok",
        _ => "above",
    };

    static string Show(TimeSpan time) => $"{time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms";
}
