using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Api.Analytics;

/// <summary>Numbers of transactions by day. Days are of UTC, and of the request of each transaction.</summary>
interface IAnalytics
{
    /// <summary>By day, currency, type and state.</summary>
    Task<IReadOnlyList<DailyTotal>> Totals(PeriodQuery query, CancellationToken ct);

    /// <summary>What has begun and not ended, of any day.</summary>
    Task<IReadOnlyList<UnderWay>> UnderWay(string ledger, string? currency, CancellationToken ct);

    /// <summary>By type; of all currencies.</summary>
    Task<IReadOnlyList<CompletionTimes>> Times(string ledger, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>The first first.</summary>
    Task<IReadOnlyList<RankedAccount>> Top(RankQuery query, CancellationToken ct);
}

/// <summary>Numbers that the read model has counted.</summary>
sealed class ModelledAnalytics(AnalyticsQueries queries) : IAnalytics
{
    public Task<IReadOnlyList<DailyTotal>> Totals(PeriodQuery query, CancellationToken ct) =>
        queries.Totals(query, ct);

    public Task<IReadOnlyList<UnderWay>> UnderWay(string ledger, string? currency, CancellationToken ct) =>
        queries.UnderWay(ledger, currency, ct);

    public Task<IReadOnlyList<CompletionTimes>> Times(
        string ledger, DateOnly from, DateOnly to, CancellationToken ct) => queries.Times(ledger, from, to, ct);

    public Task<IReadOnlyList<RankedAccount>> Top(RankQuery query, CancellationToken ct) => queries.Top(query, ct);
}
