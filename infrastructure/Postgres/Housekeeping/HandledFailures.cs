using Npgsql;

namespace BillingEngine.Postgres.Housekeeping;

/// <summary>
/// Removes what failed once and was carried out in the end, and the retries that are over, when they are old. What is
/// failed or archived was accepted and never done, so it stays; so does what operators did.
/// </summary>
static class HandledFailures
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    /// <summary>Small, because each one has up to 100,000 items.</summary>
    const int OperationsAtOnce = 5;

    const int MessagesAtOnce = 1_000;

    /// <summary>In one sweep; what is left waits for the next one.</summary>
    const int MostStatements = 100;

    // What it asks of a row stands twice: a row that changes after it was found is judged once more as it is then.
    const string DeleteOperations = """
        with old as (
            delete from retry_operations
            where operation_id in (
                    select operation_id from retry_operations
                    where status in ('stopped', 'cancelled', 'completed') and changed_at < $1
                    order by changed_at limit $2)
                and status in ('stopped', 'cancelled', 'completed') and changed_at < $1
            returning operation_id),
        items as (
            delete from retry_items using old where retry_items.operation_id = old.operation_id)
        select count(*)::int from old
        """;

    // Sent again, it may be about to fail again: the operation that has sent it says when it is over.
    const string DeleteMessages = """
        with old as (
            delete from failed_messages
            where (message_id, partition) in (
                    select f.message_id, f.partition from failed_messages f
                    where f.status = 'resolved' and f.changed_at < $1
                        and not exists (
                            select from retry_items i join retry_operations o using (operation_id)
                            where i.message_id = f.message_id and i.partition = f.partition
                                and (i.state = 'sent' or o.status in ('running', 'paused')))
                    order by f.failed_at limit $2)
                and status = 'resolved' and changed_at < $1
            returning message_id, partition),
        edits as (
            delete from message_edits using old
            where message_edits.message_id = old.message_id and message_edits.partition = old.partition)
        select count(*)::int from old
        """;

    public static async Task Remove(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        var before = (now - Retention).ToUniversalTime();
        await Repeat(connection, DeleteOperations, before, OperationsAtOnce, ct);
        await Repeat(connection, DeleteMessages, before, MessagesAtOnce, ct);
    }

    static async Task Repeat(
        NpgsqlConnection connection, string delete, DateTimeOffset before, int atOnce, CancellationToken ct)
    {
        for (var statements = 0; statements < MostStatements; statements++)
        {
#pragma warning disable CA2100 // One of the constants above.
            await using var command = new NpgsqlCommand(delete, connection);
#pragma warning restore CA2100
            command.Parameters.Add(Sql.Value(before));
            command.Parameters.Add(Sql.Value(atOnce));
            if ((int)(await command.ExecuteScalarAsync(ct))! < atOnce)
                return;
        }
    }
}
