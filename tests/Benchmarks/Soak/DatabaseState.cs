namespace BillingEngine.Benchmarks.Soak;

/// <summary>What the database says of itself at a moment; the counts are since it was made.</summary>
/// <param name="Tables">By name; the days of a partitioned table count together under its name.</param>
/// <param name="Indexes">Bytes by name, likewise.</param>
sealed record DatabaseState(
    long WalBytes,
    long Checkpoints,
    IReadOnlyDictionary<string, TableState> Tables,
    IReadOnlyDictionary<string, long> Indexes);
