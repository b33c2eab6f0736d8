using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Workers;

/// <summary>Of one round, or the medians of several.</summary>
/// <param name="Transactions">Of the database, those that only read among them, for each transfer.</param>
/// <param name="Messages">That went from process to process, for each transfer.</param>
sealed record Figures(
    double PerSecond,
    double P50,
    double P99,
    double Transactions,
    double Messages,
    double WalBytes,
    double ProcessorMilliseconds)
{
    public const string Heading = """
        | | transfers/s | p50 | p99 | database transactions | queued messages | WAL | engine's processor |
        |---|---|---|---|---|---|---|---|
        """;

    public static Figures Of(LoadPhase transfers, Work work)
    {
        var latencies = transfers.Tally.Latencies();
        double count = transfers.Tally.Succeeded;
        return new Figures(
            transfers.RatePerSecond,
            latencies.Percentile(50).TotalMilliseconds,
            latencies.Percentile(99).TotalMilliseconds,
            work.Transactions / count,
            work.Messages / count,
            work.WalBytes / count,
            work.Processor.TotalMilliseconds / count);
    }

    public static Figures MediansOf(IReadOnlyList<Figures> rounds)
    {
        return new Figures(
            Median(figures => figures.PerSecond),
            Median(figures => figures.P50),
            Median(figures => figures.P99),
            Median(figures => figures.Transactions),
            Median(figures => figures.Messages),
            Median(figures => figures.WalBytes),
            Median(figures => figures.ProcessorMilliseconds));

        double Median(Func<Figures, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
    }

    public string Describe(string name) =>
        $"| {name} | {PerSecond:N0} | {P50:N1} ms | {P99:N1} ms | {Transactions:0.00} | {Messages:0.00} "
        + $"| {WalBytes:N0} B | {ProcessorMilliseconds:0.00} ms |";
}
