using BillingEngine.Api.Analytics;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Has counted what a test says, and takes down what it was asked.</summary>
sealed class FakeAnalytics : IAnalytics
{
    public IReadOnlyList<DailyTotal> Counted { get; set; } = [];

    public IReadOnlyList<UnderWay> Open { get; set; } = [];

    public IReadOnlyList<CompletionTimes> Took { get; set; } = [];

    public IReadOnlyList<RankedAccount> Ranked { get; set; } = [];

    public PeriodQuery? Asked { get; private set; }

    public RankQuery? AskedRanks { get; private set; }

    public Task<IReadOnlyList<DailyTotal>> Totals(PeriodQuery query, CancellationToken ct)
    {
        Asked = query;
        return Task.FromResult(Counted);
    }

    public Task<IReadOnlyList<UnderWay>> UnderWay(string ledger, string? currency, CancellationToken ct) =>
        Task.FromResult(Open);

    public Task<IReadOnlyList<CompletionTimes>> Times(
        string ledger, DateOnly from, DateOnly to, CancellationToken ct) => Task.FromResult(Took);

    public Task<IReadOnlyList<RankedAccount>> Top(RankQuery query, CancellationToken ct)
    {
        AskedRanks = query;
        return Task.FromResult(Ranked);
    }
}
