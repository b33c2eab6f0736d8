using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Storage;
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
    static async Task<Dictionary<Guid, TransactionSnapshot>> Before(ProjectionBatch batch, CancellationToken ct)
    {
        var begun = batch.Events
            .Where(e => e.Event is ITransactionRequested)
            .Select(e => e.Stored.StreamId)
            .ToHashSet();
        var older = batch.Events.Select(e => e.Stored.StreamId).Where(id => !begun.Contains(id)).ToHashSet();
        if (older.Count == 0)
            return [];
        var earlier = await batch.Earlier(older, ct);
        return earlier.ToDictionary(stream => stream.Key, stream => Fold(stream.Value));
    }

    static TransactionSnapshot Fold(IReadOnlyList<CommittedEvent> events)
    {
        var (first, requested) = events[0];
        return events.Skip(1).Aggregate(
            TransactionSnapshot.From((ITransactionRequested)requested, first.Origin.CorrelationId, first.OccurredAt),
            (transaction, e) => transaction.After(e.Event, e.Stored.OccurredAt));
    }
}
