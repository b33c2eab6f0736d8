using System.Diagnostics;
using BillingEngine.Host.Verbs;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>What must be true of a database at rest, asked in other words than the product's own.</summary>
static class Books
{
    const string SelectUnbalanced = """
        select string_agg(ledger || ' ' || currency || ' ' || total, ', ') from (
            select ledger, currency, sum(balance) as total from accounts group by ledger, currency) sums
        where total <> 0
        """;

    const string SelectUnfinished = """
        select string_agg(transaction_id::text, ', ') from transactions
        where status not in ('completed', 'failed', 'voided', 'expired')
        """;

    const string SelectWronglyMoved = """
        with moves as (
            select (data->>'transactionId')::uuid as id,
                count(*) filter (where type = 'account.debited.v1') as debits,
                count(*) filter (where type = 'account.credited.v1') as credits,
                count(*) filter (where type = 'account.debit_reversed.v1') as reversals
            from events where type in ('account.debited.v1', 'account.credited.v1', 'account.debit_reversed.v1')
            group by 1),
        ends as (
            select stream_id as id, count(*) as ends, min(type) as type
            from events where type in ('transaction.completed.v1', 'transaction.failed.v1') group by 1)
        select string_agg(coalesce(t.transaction_id, m.id)::text, ', ')
        from transactions t
        full join moves m on m.id = t.transaction_id
        left join ends e on e.id = t.transaction_id
        where (t.status = 'completed' and (debits, credits, reversals, ends, e.type)
                is distinct from (1::bigint, 1::bigint, 0::bigint, 1::bigint, 'transaction.completed.v1'))
            or (t.status = 'failed' and (coalesce(debits, 0) <> coalesce(reversals, 0) or coalesce(credits, 0) <> 0
                or (ends, e.type) is distinct from (1::bigint, 'transaction.failed.v1')))
            or (t.status in ('voided', 'expired') and coalesce(debits, credits) is not null)
            or t.transaction_id is null
        """;

    const string CountCompleted = "select count(*) from transactions where status = 'completed'";

    // Timeouts of sagas that have ended lie in the queue until they are due, and do nothing then.
    const string CountLeftOver = """
        select (select count(*) from queue where due_at <= now()) + (select count(*) from sagas)
            + (select count(*) from failed_messages where status <> 'resolved')
        """;

    public static async Task AreRight(string database)
    {
        await NothingIsLeft(database);
        Assert.Equal(DBNull.Value, await Sql.Run(database, SelectUnbalanced));
        Assert.Equal(DBNull.Value, await Sql.Run(database, SelectUnfinished));
        Assert.Equal(DBNull.Value, await Sql.Run(database, SelectWronglyMoved));
        using var findings = new StringWriter();
        Assert.True(await VerifyVerb.Check(database, findings, CancellationToken.None), findings.ToString());
    }

    /// <summary>What was answered before it was done is done soon.</summary>
    static async Task NothingIsLeft(string database)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(20))
        {
            if (await Sql.Run(database, CountLeftOver) is 0L)
                return;
        }

        Assert.Equal(0L, await Sql.Run(database, CountLeftOver));
    }

    public static async Task<long> Completed(string database) => (long)(await Sql.Run(database, CountCompleted))!;
}
