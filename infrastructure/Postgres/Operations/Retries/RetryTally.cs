using Npgsql;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Counts the messages of a retry for the decision what comes next.</summary>
static class RetryTally
{
    const string CountItems = """
        select count(*) filter (where state = 'waiting')::int,
            count(*) filter (where state = 'sent')::int,
            count(*) filter (where state = 'done')::int,
            count(*) filter (where state = 'already_done')::int,
            count(*) filter (where state = 'failed')::int,
            count(*) filter (where state = 'skipped')::int,
            count(*) filter (where state = 'sent' and sent_at < clock_timestamp() - $2)::int,
            count(*) filter (where sent_at > clock_timestamp() - interval '1 second')::int,
            count(*) filter (where state in ('done', 'already_done', 'failed') and sent_at >= $3)::int,
            count(*) filter (where state = 'failed' and sent_at >= $3)::int,
            count(*) filter (where state = 'sent' and sent_at < clock_timestamp() - $2 and sent_at >= $3)::int
        from retry_items where operation_id = $1
        """;

    public static async Task<RetryProgress> Count(
        NpgsqlConnection connection,
        Guid operationId,
        RetryProgress progress,
        DateTimeOffset judgedSince,
        TimeSpan patience,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountItems, connection);
        command.Parameters.Add(Sql.Value(operationId));
        command.Parameters.Add(Sql.Value(patience));
        command.Parameters.Add(Sql.Value(judgedSince));
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return progress with
        {
            Counts = new RetryCounts(
                row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5)),
            Overdue = row.GetInt32(6),
            SentLately = row.GetInt32(7),
            JudgedEnded = row.GetInt32(8),
            JudgedFailed = row.GetInt32(9),
            JudgedOverdue = row.GetInt32(10),
        };
    }
}
