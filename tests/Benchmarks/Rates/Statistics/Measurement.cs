namespace BillingEngine.Benchmarks.Rates.Statistics;

/// <summary>What one run of a line came to.</summary>
/// <param name="P50">Null where the driver tells no percentiles.</param>
/// <param name="Trouble">What did not go as it should; null when everything succeeded.</param>
sealed record Measurement(double PerSecond, TimeSpan? P50 = null, TimeSpan? P99 = null, string? Trouble = null);
