namespace BillingEngine.Benchmarks.Rates.Statistics;

/// <summary>
/// All measurements of a run. The machine's speed drifts, so only those of one round are compared, and then the middle
/// of these comparisons is taken.
/// </summary>
sealed class Results
{
    readonly List<Line> _lines = [];
    readonly Dictionary<(string Line, int Round), Measurement> _measured = [];

    public IReadOnlyList<Line> Lines => _lines;

    public int Rounds { get; private set; }

    public void Add(Line line, int round, Measurement measurement)
    {
        if (!_lines.Contains(line))
            _lines.Add(line);
        Rounds = Math.Max(Rounds, round + 1);
        _measured[(line.Name, round)] = measurement;
    }

    public Measurement? Find(string line, int round) => _measured.GetValueOrDefault((line, round));

    public IEnumerable<Measurement> Of(string line) =>
        Enumerable.Range(0, Rounds).Select(round => Find(line, round)).OfType<Measurement>();

    public Spread? Rate(string line) => Spread.Of(Of(line).Select(measured => measured.PerSecond));

    public double? P50(string line) => Milliseconds(line, measured => measured.P50);

    public double? P99(string line) => Milliseconds(line, measured => measured.P99);

    /// <summary>
    /// The rate of the best of some lines in proportion to that of the best of others, round by round.
    /// </summary>
    public Spread? Ratio(IReadOnlyCollection<string> lines, IReadOnlyCollection<string> others) => Spread.Of(
        Enumerable.Range(0, Rounds)
            .Select(round => Best(lines, round) / Best(others, round))
            .OfType<double>());

    /// <summary>Null when none of them was measured in that round.</summary>
    public double? Best(IReadOnlyCollection<string> lines, int round) => lines
        .Select(line => Find(line, round))
        .Where(measured => measured is { PerSecond: > 0 })
        .Max(measured => measured?.PerSecond);

    double? Milliseconds(string line, Func<Measurement, TimeSpan?> latency) => Spread.Of(
        Of(line).Select(latency).OfType<TimeSpan>().Select(time => time.TotalMilliseconds))?.Median;
}
