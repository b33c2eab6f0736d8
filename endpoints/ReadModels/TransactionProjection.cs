using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>The transactions table: a transaction that begins and ends in one unit of work is written once.</summary>
sealed class TransactionProjection : IInlineProjection
{
    const string Insert = """
        insert into transactions (transaction_id, tracking_id, ledger, type, status, source_account_id,
            destination_account_id, amount, currency, reference, description, metadata, failure, correlation_id,
            fingerprint, message_id, created_at, completed_at)
        select transaction_id, tracking_id, ledger, type, status, source_account_id,
            destination_account_id, amount, currency, reference, description, metadata::json, failure::jsonb, correlation_id,
            fingerprint, message_id, created_at, completed_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            as new(transaction_id, tracking_id, ledger, type, status, source_account_id,
                destination_account_id, amount, currency, reference, description, metadata, failure, correlation_id,
                fingerprint, message_id, created_at, completed_at)
        """;

    const string Update = """
        update transactions t
        set status = ended.status, failure = ended.failure::jsonb, completed_at = ended.completed_at
        from unnest($1, $2, $3, $4) as ended(transaction_id, status, failure, completed_at)
        where t.transaction_id = ended.transaction_id
        """;

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        var requested = new Dictionary<Guid, (TransactionSnapshot Transaction, Guid MessageId)>();
        List<(Guid Id, TransactionStatus Status, Refusal? Failure, DateTimeOffset At)> ended = [];
        foreach (var (stored, e, messageId, correlationId) in events)
        {
            switch (e)
            {
                case TopupRequested topup:
                    requested[stored.StreamId] = (TransactionSnapshot.From(topup, correlationId, stored.OccurredAt), messageId);
                    break;
                case TransactionCompleted when requested.TryGetValue(stored.StreamId, out var row):
                    requested[stored.StreamId] = row with { Transaction = row.Transaction.Completed(stored.OccurredAt) };
                    break;
                case TransactionFailed failed when requested.TryGetValue(stored.StreamId, out var row):
                    requested[stored.StreamId] = row with { Transaction = row.Transaction.Failed(failed.Refusal, stored.OccurredAt) };
                    break;
                case TransactionCompleted:
                    ended.Add((stored.StreamId, TransactionStatus.Completed, null, stored.OccurredAt));
                    break;
                case TransactionFailed failed:
                    ended.Add((stored.StreamId, TransactionStatus.Failed, failed.Refusal, stored.OccurredAt));
                    break;
            }
        }

        AddInserts(batch, [.. requested.Values]);
        if (ended.Count > 0)
            Sql.Add(
                batch,
                Update,
                Sql.Ids(ended.Select(row => row.Id)),
                Sql.Texts(ended.Select(row => WireNames.Of(row.Status))),
                Sql.Texts(ended.Select(row => Json(row.Failure))),
                Sql.Times(ended.Select(row => (DateTimeOffset?)row.At)));
    }

    static void AddInserts(NpgsqlBatch batch, List<(TransactionSnapshot Transaction, Guid MessageId)> rows)
    {
        if (rows.Count == 0)
            return;
        var transactions = rows.ConvertAll(row => row.Transaction);
        Sql.Add(
            batch,
            Insert,
            Sql.Ids(transactions.Select(row => row.TransactionId)),
            Sql.Texts(transactions.Select(row => row.TrackingId)),
            Sql.Texts(transactions.Select(row => row.Ledger)),
            Sql.Texts(transactions.Select(row => WireNames.Of(row.Type))),
            Sql.Texts(transactions.Select(row => WireNames.Of(row.Status))),
            Sql.Ids(transactions.Select(row => row.SourceAccountId)),
            Sql.Ids(transactions.Select(row => row.DestinationAccountId)),
            Sql.Numerics(transactions.Select(row => (decimal?)row.Amount.Amount)),
            Sql.Texts(transactions.Select(row => row.Amount.Currency.Value)),
            Sql.Texts(transactions.Select(row => row.Reference)),
            Sql.Texts(transactions.Select(row => row.Description)),
            Sql.Texts(transactions.Select(row => row.Metadata?.Value)),
            Sql.Texts(transactions.Select(row => Json(row.Failure))),
            Sql.Texts(transactions.Select(row => row.CorrelationId)),
            Sql.Texts(transactions.Select(row => row.Fingerprint)),
            Sql.Ids(rows.Select(row => row.MessageId)),
            Sql.Times(transactions.Select(row => (DateTimeOffset?)row.CreatedAt)),
            Sql.Times(transactions.Select(row => row.CompletedAt)));
    }

    static string? Json(Refusal? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, MessagesJson.Default.Refusal);
}
