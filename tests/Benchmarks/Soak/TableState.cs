namespace BillingEngine.Benchmarks.Soak;

/// <param name="Bytes">With what is stored apart for its size, without indexes.</param>
/// <param name="HotUpdates">Those that found room within their page, and touched no index.</param>
sealed record TableState(
    long Bytes,
    long IndexBytes,
    long Rows,
    long DeadRows,
    long Updates,
    long HotUpdates,
    long Vacuums,
    long Analyses);
