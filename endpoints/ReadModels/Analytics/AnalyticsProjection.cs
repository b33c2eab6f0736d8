using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>
/// Numbers by day. Each transaction that a batch touches is folded as it was before and as it is after, and taken from
/// the one place to the other: so a row is right however late an event comes.
/// </summary>
sealed class AnalyticsProjection : IProjection
{
    public string Name => AnalyticsQueries.Model;

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } =
        ["daily_totals", "completion_times", "account_turnover", "account_ranks"];

    public IReadOnlyList<Type> Events => ModelEvents.Transactions;

    public async Task Project(ProjectionBatch batch, CancellationToken ct)
    {
        var before = await Before(batch, ct);
        var after = new Dictionary<Guid, TransactionSnapshot>();
        foreach (var (stored, e) in batch.Events)
            after[stored.StreamId] = e is ITransactionRequested requested
                ? TransactionSnapshot.From(requested, stored.Origin.CorrelationId, stored.OccurredAt)
                : (after.GetValueOrDefault(stored.StreamId) ?? before[stored.StreamId]).After(e, stored.OccurredAt);
        var tally = new Tally();
        foreach (var (id, transaction) in after)
            tally.Move(before.GetValueOrDefault(id), transaction);
        AnalyticsStatements.Add(batch.Statements, tally);
    }

    /// <summary>The transactions that began before the batch, as they were then.</summary>
    static Task<Dictionary<Guid, TransactionSnapshot>> Before(ProjectionBatch batch, CancellationToken ct)
    {
        var begun = batch.Events
            .Where(e => e.Event is ITransactionRequested)
            .Select(e => e.Stored.StreamId)
            .ToHashSet();
        return EarlierTransactions.Read(
            batch, batch.Events.Select(e => e.Stored.StreamId).Where(id => !begun.Contains(id)).ToHashSet(), ct);
    }
}
