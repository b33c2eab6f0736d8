using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Has the days and entries that a test puts there.</summary>
sealed class FakeStatements : IStatementEntries, IAccountDays
{
    public IReadOnlyList<LedgerEntry> Entries { get; set; } = [];

    public decimal Opening { get; set; }

    public IReadOnlyList<AccountDay> Days { get; set; } = [];

    public (DateTimeOffset From, DateTimeOffset To) Fixed { get; private set; }

    public DayQuery? Asked { get; private set; }

    public Task<EntryPeriod> Fix(Guid accountId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        Fixed = (from, to);
        return Task.FromResult(new EntryPeriod(
            accountId, First: 1, End: int.MaxValue, Opening, Opening + Entries.Sum(entry => entry.Amount)));
    }

    public Task<IReadOnlyList<LedgerEntry>> Page(EntryPeriod period, int first, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<LedgerEntry>>([.. Entries.Where(entry => entry.Position >= first).Take(limit)]);

    public Task<EntryTotals> Total(EntryPeriod period, CancellationToken ct) =>
        Task.FromResult(Entries.Aggregate(EntryTotals.None, (totals, entry) => totals.And(entry.Amount)));

    public Task<IReadOnlyList<AccountDay>> Find(DayQuery query, CancellationToken ct)
    {
        Asked = query;
        return Task.FromResult<IReadOnlyList<AccountDay>>([.. Days.Take(query.Limit)]);
    }
}
