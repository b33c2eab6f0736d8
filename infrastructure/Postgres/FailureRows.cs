using System.Text;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// Rows of failed messages, of the retries they are in, and of the limits on types that keep failing.
/// </summary>
static class FailureRows
{
    // A message that fails again keeps the body that a retry delivers, which may be an edited one. What could not be
    // told of it while it was unreadable may be known now.
    const string Upsert = """
        insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
            exception_message, exception, attempts, failed_at, first_failed_at, fingerprint, conversation_id,
            correlation_id, transaction_id, account_ids, amount, currency, operation_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        on conflict on constraint failed_messages_pkey do update
        set headers = excluded.headers, exception_type = excluded.exception_type,
            exception_message = excluded.exception_message, exception = excluded.exception,
            attempts = failed_messages.attempts + excluded.attempts, failed_at = excluded.failed_at,
            fingerprint = excluded.fingerprint,
            conversation_id = coalesce(failed_messages.conversation_id, excluded.conversation_id),
            correlation_id = coalesce(failed_messages.correlation_id, excluded.correlation_id),
            transaction_id = coalesce(excluded.transaction_id, failed_messages.transaction_id),
            account_ids = case when excluded.account_ids = '{}' then failed_messages.account_ids
                else excluded.account_ids end,
            amount = coalesce(excluded.amount, failed_messages.amount),
            currency = coalesce(excluded.currency, failed_messages.currency), status = 'failed', outcome = null,
            failures = failed_messages.failures + 1
        """;

    const string FailItem = """
        update retry_items set state = 'failed', ended_at = clock_timestamp()
        where operation_id = $1 and message_id = $2 and partition = $3 and state = 'sent'
        """;

    const string Resolve = """
        update failed_messages f set status = 'resolved', outcome = ended.outcome, changed_at = clock_timestamp()
        from unnest($1, $2, $3, $4) as ended(operation_id, message_id, partition, outcome)
        where f.message_id = ended.message_id and f.partition = ended.partition and f.status = 'retrying'
        """;

    const string EndItems = """
        update retry_items i set state = ended.outcome, ended_at = clock_timestamp()
        from unnest($1, $2, $3, $4) as ended(operation_id, message_id, partition, outcome)
        where i.operation_id = ended.operation_id and i.message_id = ended.message_id
            and i.partition = ended.partition and i.state = 'sent'
        """;

    const string UpsertLimit = """
        insert into rate_limits (worker_id, endpoint, type, failures, since) values ($1, $2, $3, $4, $5)
        on conflict on constraint rate_limits_pkey do update
        set failures = excluded.failures, since = excluded.since, updated_at = clock_timestamp()
        """;

    const string DeleteLimit = "delete from rate_limits where worker_id = $1 and endpoint = $2 and type = $3";

    // They have waited in line only because the type was slowed down.
    const string ReleaseLine = """
        update queue q set due_at = clock_timestamp()
        from partitions p
        where q.kind = 'throttled' and q.type = $1 and q.due_at > clock_timestamp()
            and p.partition = q.partition and p.endpoint = $2
        """;

    public static void Add(NpgsqlBatch batch, UnitChanges changes)
    {
        foreach (var failure in changes.Failures)
            AddFailure(batch, failure);
        if (changes.RetryResults.Count > 0)
            AddResults(batch, changes.RetryResults);
        foreach (var limit in changes.RateLimits)
            AddLimit(batch, limit);
    }

    static void AddFailure(NpgsqlBatch batch, FailedMessage failure)
    {
        Sql.Add(
            batch,
            Upsert,
            Sql.Value(failure.Message.MessageId),
            Sql.Value(failure.Message.Partition),
            Sql.Value(failure.Endpoint),
            Sql.Value(failure.Message.Type),
            Sql.Json(failure.Message.Headers),
            Sql.Bytes(failure.Message.Body),
            Sql.Value(Storable(failure.ExceptionType)),
            Sql.Value(Storable(failure.ExceptionMessage)),
            Sql.Value(Storable(failure.Exception)),
            Sql.Value(failure.Attempts),
            Sql.Value(failure.FailedAt),
            Sql.Value(failure.Fingerprint),
            Sql.OptionalId(failure.ConversationId),
            Sql.OptionalText(failure.CorrelationId),
            Sql.OptionalId(failure.Concern?.TransactionId),
            Sql.Ids(failure.Concern?.AccountIds ?? []),
            Sql.Numeric(failure.Concern?.Amount),
            Sql.OptionalText(failure.Concern?.Currency),
            Sql.OptionalId(failure.Operation));
        if (failure.Operation is { } operation)
            Sql.Add(
                batch,
                FailItem,
                Sql.Value(operation),
                Sql.Value(failure.Message.MessageId),
                Sql.Value(failure.Message.Partition));
    }

    static void AddResults(NpgsqlBatch batch, IReadOnlyList<RetryResult> results)
    {
        foreach (var statement in new[] { Resolve, EndItems })
            Sql.Add(
                batch,
                statement,
                Sql.Ids(results.Select(result => result.Operation)),
                Sql.Ids(results.Select(result => result.MessageId)),
                Sql.Ints(results.Select(result => result.Partition)),
                Sql.Texts(results.Select(result => result.IsAlreadyDone ? "already_done" : "done")));
    }

    static void AddLimit(NpgsqlBatch batch, RateLimitChange limit)
    {
        if (limit.IsOver)
        {
            Sql.Add(batch, DeleteLimit, Sql.Value(limit.Worker), Sql.Value(limit.Endpoint), Sql.Value(limit.Type));
            Sql.Add(batch, ReleaseLine, Sql.Value(limit.Type), Sql.Value(limit.Endpoint));
            return;
        }

        Sql.Add(
            batch,
            UpsertLimit,
            Sql.Value(limit.Worker),
            Sql.Value(limit.Endpoint),
            Sql.Value(limit.Type),
            Sql.Value(limit.Failures),
            Sql.Value(limit.Since));
    }

    /// <summary>PostgreSQL's text holds neither the null character nor half a surrogate pair.</summary>
    static string Storable(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
