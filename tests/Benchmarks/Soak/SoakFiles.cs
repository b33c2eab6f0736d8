namespace BillingEngine.Benchmarks.Soak;

/// <summary>What was seen, as it is seen, so that a soak that is cut short leaves it behind.</summary>
sealed class SoakFiles(DirectoryInfo folder)
{
    const string SampleHeading = "seconds,operations,per_second,p50_ms,p99_ms,refused,failed,shed,engine_bytes,"
        + "session_bytes,shared_bytes,wal_bytes,checkpoints";

    const string TableHeading = "seconds,operations,table,bytes,index_bytes,rows,dead_rows,updates,hot_updates,"
        + "autovacuums,autoanalyses";

    const string IndexHeading = "seconds,operations,index,bytes";

    bool _isBegun;

    public async Task Append(Sample sample, CancellationToken ct)
    {
        await Begin(ct);
        var key = $"{sample.At.TotalSeconds:0.0},{sample.Operations}";
        await Append("samples.csv", [Line(key, sample)], ct);
        await Append("tables.csv", sample.Database.Tables.Select(table => Line(key, table.Key, table.Value)), ct);
        await Append("indexes.csv", sample.Database.Indexes.Select(index => $"{key},{index.Key},{index.Value}"), ct);
    }

    public async Task Write(string report, CancellationToken ct) =>
        await File.WriteAllTextAsync(PathOf("report.md"), report + "\n", ct);

    async Task Begin(CancellationToken ct)
    {
        if (_isBegun)
            return;
        folder.Create();
        await File.WriteAllLinesAsync(PathOf("samples.csv"), [SampleHeading], ct);
        await File.WriteAllLinesAsync(PathOf("tables.csv"), [TableHeading], ct);
        await File.WriteAllLinesAsync(PathOf("indexes.csv"), [IndexHeading], ct);
        _isBegun = true;
    }

    Task Append(string file, IEnumerable<string> lines, CancellationToken ct) =>
        File.AppendAllLinesAsync(PathOf(file), lines, ct);

    string PathOf(string file) => Path.Combine(folder.FullName, file);

    static string Line(string key, Sample sample) =>
        $"{key},{sample.Interval.PerSecond:0.0},{sample.P50.TotalMilliseconds:0.00},"
        + $"{sample.P99.TotalMilliseconds:0.00},{sample.Interval.Refused},{sample.Interval.Failed},"
        + $"{sample.Interval.Shed},{sample.EngineBytes},{sample.SessionBytes},{sample.SharedBytes},"
        + $"{sample.Database.WalBytes},{sample.Database.Checkpoints}";

    static string Line(string key, string name, TableState table) =>
        $"{key},{name},{table.Bytes},{table.IndexBytes},{table.Rows},{table.DeadRows},{table.Updates},"
        + $"{table.HotUpdates},{table.Vacuums},{table.Analyses}";
}
