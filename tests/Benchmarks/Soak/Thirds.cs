namespace BillingEngine.Benchmarks.Soak;

/// <summary>The first and the last third of a soak: what was the same in both did not change meanwhile.</summary>
sealed class Thirds
{
    /// <summary>They get a row, or more, for each operation; all other tables have nothing to grow with.</summary>
    static readonly HashSet<string> Growing =
        ["events", "traces", "transactions", "ledger_entries", "transaction_search", "snapshots"];

    const double Kilobyte = 1024;
    const double Megabyte = 1024 * Kilobyte;

    /// <summary>So few kilobytes come and go with a page or two of a small table.</summary>
    const double FewKilobytes = 256;

    const int FewRows = 2_000;

    readonly IReadOnlyList<Sample> _all;
    readonly int _length;

    public Thirds(IReadOnlyList<Sample> samples)
    {
        _all = samples;
        _length = (samples.Count - 1) / 3;
        if (_length == 0)
            throw new InvalidOperationException("The soak was too short for three samples.");
    }

    public IReadOnlyList<Comparison> Compare() => [.. OfLoad(), .. _all[^1].Database.Tables.SelectMany(Of)];

    IEnumerable<Comparison> OfLoad() =>
    [
        new("rate", "/s", First(PerSecond), Last(PerSecond), Least: 0.95),
        new("p50", "ms", First(P50), Last(P50), Most: 1.25, Grain: 1),
        new("p99", "ms", First(P99), Last(P99), Most: 1.5, Grain: 10),
        new("memory of the engine", "MB", First(Engine), Last(Engine), Most: 1.1, Grain: 10),
        new("memory of PostgreSQL's sessions", "MB", First(Sessions), Last(Sessions), Most: 1.1, Grain: 10),
        new("write-ahead log", "B/operation", FirstGrowth(Wal), LastGrowth(Wal), Most: 1.25),
    ];

    IEnumerable<Comparison> Of(KeyValuePair<string, TableState> entry)
    {
        var (name, table) = entry;
        if (table == TableOf(_all[0], name))
            return [];
        if (Growing.Contains(name))
            return
            [
                new(name, "B/operation", FirstGrowth(Bytes), LastGrowth(Bytes), Most: 1.1, Grain: 10),
                new($"{name}, indexes", "B/row", First(Indexes), Last(Indexes), Most: 1.3),
            ];
        return
        [
            new(name, "kB", First(Size), Last(Size), Most: 1.1, Grain: FewKilobytes),
            new($"{name}, dead", "rows", First(Dead), Last(Dead), Most: 1.5, Grain: FewRows),
            .. OfUpdates(name, table),
        ];

        double Bytes(Sample sample) => TableOf(sample, name).Bytes;
        // Pages of keys in no order split all at about the same time, so that what is added in a while says little.
        double Indexes(Sample sample) =>
            TableOf(sample, name).IndexBytes / Math.Max(1d, TableOf(sample, name).Rows);
        double Size(Sample sample) => (TableOf(sample, name).Bytes + TableOf(sample, name).IndexBytes) / Kilobyte;
        double Dead(Sample sample) => TableOf(sample, name).DeadRows;
    }

    IEnumerable<Comparison> OfUpdates(string name, TableState table) => table.Updates < FewRows
        ? []
        : [
            new(
                $"{name}, updates within the page",
                "%",
                HotShare(name, _all[0], _all[_length]),
                HotShare(name, _all[^(1 + _length)], _all[^1]),
                Least: 0.97),
        ];

    double First(Func<Sample, double> figure) => Median(_all.Skip(1).Take(_length).Select(figure));

    double Last(Func<Sample, double> figure) => Median(_all.TakeLast(_length).Select(figure));

    double FirstGrowth(Func<Sample, double> figure) => Growth(_all[0], _all[_length], figure);

    double LastGrowth(Func<Sample, double> figure) => Growth(_all[^(1 + _length)], _all[^1], figure);

    static double Growth(Sample from, Sample to, Func<Sample, double> figure) =>
        (figure(to) - figure(from)) / Math.Max(1, to.Operations - from.Operations);

    static double HotShare(string name, Sample from, Sample to)
    {
        var (before, after) = (TableOf(from, name), TableOf(to, name));
        return 100d * (after.HotUpdates - before.HotUpdates) / Math.Max(1, after.Updates - before.Updates);
    }

    /// <summary>A table may come while the soak runs: then it had nothing before.</summary>
    static TableState TableOf(Sample sample, string name) =>
        sample.Database.Tables.GetValueOrDefault(name) ?? new TableState(0, 0, 0, 0, 0, 0, 0, 0);

    static double Median(IEnumerable<double> figures)
    {
        var ascending = figures.Order().ToList();
        return ascending[ascending.Count / 2];
    }

    static double PerSecond(Sample sample) => sample.Interval.PerSecond;

    static double P50(Sample sample) => sample.P50.TotalMilliseconds;

    static double P99(Sample sample) => sample.P99.TotalMilliseconds;

    static double Engine(Sample sample) => sample.EngineBytes / Megabyte;

    static double Sessions(Sample sample) => sample.SessionBytes / Megabyte;

    static double Wal(Sample sample) => sample.Database.WalBytes;
}
