using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>The transactions table: a transaction that begins and ends in one unit of work is written once.</summary>
sealed class TransactionProjection : IInlineProjection
{
    const string Insert = """
        insert into transactions (transaction_id, tracking_id, ledger, type, status, source_account_id,
            destination_account_id, amount, currency, reference, description, metadata, failure, correlation_id,
            fingerprint, message_id, created_at, completed_at, original_transaction_id, captured_amount,
            refunded_amount, fee, authorized_at, expires_at, card_id)
        select transaction_id, tracking_id, ledger, type, status, source_account_id,
            destination_account_id, amount, currency, reference, description, metadata::json, failure::jsonb,
            correlation_id, fingerprint, message_id, created_at, completed_at, original_transaction_id,
            captured_amount, refunded_amount, fee, authorized_at, expires_at, card_id
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25)
            as new(transaction_id, tracking_id, ledger, type, status, source_account_id,
                destination_account_id, amount, currency, reference, description, metadata, failure, correlation_id,
                fingerprint, message_id, created_at, completed_at, original_transaction_id, captured_amount,
                refunded_amount, fee, authorized_at, expires_at, card_id)
        """;

    // Captured is what was asked for until the end, which says whether it was taken.
    const string Update = """
        update transactions t
        set status = coalesce(changed.status, t.status), failure = coalesce(changed.failure::jsonb, t.failure),
            captured_amount = case
                when changed.status = 'completed' and t.type = 'payment'
                    then coalesce(changed.captured_amount, t.captured_amount, t.amount)
                when changed.status in ('failed', 'voided', 'expired') then null
                else coalesce(changed.captured_amount, t.captured_amount) end,
            refunded_amount = coalesce(changed.refunded_amount, t.refunded_amount),
            fee = coalesce(changed.fee, t.fee), authorized_at = coalesce(changed.authorized_at, t.authorized_at),
            completed_at = coalesce(changed.completed_at, t.completed_at)
        from unnest($1, $2, $3, $4, $5, $6, $7, $8)
            as changed(transaction_id, status, failure, captured_amount, refunded_amount, fee, authorized_at,
                completed_at)
        where t.transaction_id = changed.transaction_id
        """;

    public string Name => "transactions";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["transactions"];

    public IReadOnlyList<Type> Events { get; } = [.. ModelEvents.Transactions, typeof(TransactionRefunded)];

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        var requested = new Dictionary<Guid, Row>();
        var changes = new Dictionary<Guid, TransactionChange>();
        foreach (var (stored, e) in events)
        {
            if (e is ITransactionRequested first)
                requested[stored.StreamId] = new(
                    TransactionSnapshot.From(first, stored.Origin.CorrelationId, stored.OccurredAt),
                    stored.Origin.MessageId);
            else if (requested.TryGetValue(stored.StreamId, out var row))
                row.Transaction = row.Transaction.After(e, stored.OccurredAt);
            else
                _ = Apply(changes, stored, e);
        }

        AddInserts(batch, [.. requested.Values]);
        AddUpdates(batch, [.. changes.Values]);
    }

    /// <summary>What an event changes of a row that is stored already; null: it is no event of a transaction.</summary>
    static TransactionChange? Apply(
        Dictionary<Guid, TransactionChange> changes, StoredEvent stored, IEvent e) => e switch
        {
            TransactionAuthorized => Of(changes, stored).Authorize(stored.OccurredAt),
            PaymentCaptureRequested capture => Of(changes, stored).GoOn(capture.Amount.Amount),
            PaymentVoidRequested => Of(changes, stored).GoOn(capturing: null),
            TransactionCompleted completed => Of(changes, stored).Complete(completed.Fee?.Amount, stored.OccurredAt),
            TransactionFailed failed => Of(changes, stored).Fail(failed.Refusal, stored.OccurredAt),
            TransactionVoided => Of(changes, stored).End(TransactionStatus.Voided, stored.OccurredAt),
            TransactionExpired => Of(changes, stored).End(TransactionStatus.Expired, stored.OccurredAt),
            TransactionRefunded refunded => Of(changes, stored).Refund(refunded.RefundedAfter),
            _ => null,
        };

    static TransactionChange Of(Dictionary<Guid, TransactionChange> changes, StoredEvent stored)
    {
        if (!changes.TryGetValue(stored.StreamId, out var change))
            changes.Add(stored.StreamId, change = new TransactionChange(stored.StreamId));
        return change;
    }

    static void AddInserts(NpgsqlBatch batch, List<Row> rows)
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
            Sql.Times(transactions.Select(row => row.CompletedAt)),
            Sql.OptionalIds(transactions.Select(row => row.OriginalTransactionId)),
            Sql.Numerics(transactions.Select(row => row.CapturedAmount)),
            Sql.Numerics(transactions.Select(row => (decimal?)row.RefundedAmount)),
            Sql.Numerics(transactions.Select(row => row.Fee)),
            Sql.Times(transactions.Select(row => row.AuthorizedAt)),
            Sql.Times(transactions.Select(row => row.ExpiresAt)),
            Sql.OptionalIds(transactions.Select(row => row.CardId)));
    }

    static void AddUpdates(NpgsqlBatch batch, List<TransactionChange> changes)
    {
        if (changes.Count == 0)
            return;
        Sql.Add(
            batch,
            Update,
            Sql.Ids(changes.Select(row => row.TransactionId)),
            Sql.Texts(changes.Select(row => row.Status is { } status ? WireNames.Of(status) : null)),
            Sql.Texts(changes.Select(row => Json(row.Failure))),
            Sql.Numerics(changes.Select(row => row.Captured)),
            Sql.Numerics(changes.Select(row => row.Refunded)),
            Sql.Numerics(changes.Select(row => row.Fee)),
            Sql.Times(changes.Select(row => row.AuthorizedAt)),
            Sql.Times(changes.Select(row => row.CompletedAt)));
    }

    static string? Json(Refusal? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, MessagesJson.Default.Refusal);

    /// <summary>A transaction that begins here.</summary>
    sealed class Row(TransactionSnapshot transaction, Guid messageId)
    {
        public TransactionSnapshot Transaction { get; set; } = transaction;

        public Guid MessageId => messageId;
    }
}
