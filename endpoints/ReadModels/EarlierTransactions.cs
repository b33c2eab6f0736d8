using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.ReadModels;

/// <summary>Transactions as they were before a batch.</summary>
static class EarlierTransactions
{
    /// <returns>Those of the streams that had been requested by then.</returns>
    public static async Task<Dictionary<Guid, TransactionSnapshot>> Read(
        ProjectionBatch batch, IReadOnlyCollection<Guid> streamIds, CancellationToken ct)
    {
        if (streamIds.Count == 0)
            return [];
        var earlier = await batch.Earlier(streamIds, ct);
        return earlier.Values.Select(Fold).OfType<TransactionSnapshot>().ToDictionary(one => one.TransactionId);
    }

    // A refund that was called off before its original was requested is noted in front of the request.
    static TransactionSnapshot? Fold(IReadOnlyList<CommittedEvent> events) => events.Aggregate(
        (TransactionSnapshot?)null,
        (transaction, e) => e.Event is ITransactionRequested requested
            ? TransactionSnapshot.From(requested, e.Stored.Origin.CorrelationId, e.Stored.OccurredAt)
            : transaction?.After(e.Event, e.Stored.OccurredAt));
}
