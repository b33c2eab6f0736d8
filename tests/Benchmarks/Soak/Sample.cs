namespace BillingEngine.Benchmarks.Soak;

/// <summary>What was seen at a moment of a soak, and of the interval that ended with it.</summary>
/// <param name="Operations">That have succeeded from the start until then.</param>
/// <param name="SessionBytes">Memory that the processes of the database server hold each for themselves.</param>
/// <param name="SharedBytes">Memory that they share: it fills, up to what the server is configured for.</param>
sealed record Sample(
    TimeSpan At,
    Interval Interval,
    long Operations,
    long EngineBytes,
    long SessionBytes,
    long SharedBytes,
    DatabaseState Database)
{
    public TimeSpan P50 { get; } = Interval.Latencies().Percentile(50);

    public TimeSpan P99 { get; } = Interval.Latencies().Percentile(99);
}
