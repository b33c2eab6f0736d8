using BillingEngine.Postgres.Verification;

namespace BillingEngine.ReadModels.Invariants;

/// <summary>What was accepted finishes: something carries it on, and nothing outlives it.</summary>
static class WorkInvariants
{
    /// <summary>
    /// Every id in a message that waits, or has failed and can still be retried. Bodies may be of any bytes, so they
    /// are not taken for text.
    /// </summary>
    const string Mentioned = """
        with mentioned as (
            select (regexp_matches(
                encode(body, 'escape'), '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g'))[1] as id
            from (
                select body from queue
                union all select body from failed_messages where status <> 'resolved'
            ) messages
        )
        """;

    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "nothing-forgotten",
            "each transaction in work has a saga that carries it on, or a message an operator can retry",
            $"""
            {Mentioned}
            select format('transaction %s, %s, requested at %s', t.transaction_id, t.status, t.created_at)
            from transactions t
            where t.status in ('processing', 'authorized')
              and not exists (select from sagas s where s.correlation = t.transaction_id::text)
              and not exists (select from mentioned m where m.id = t.transaction_id::text)
            """),
        new(
            "authorized-payments-end",
            "each authorized payment has the message waiting that ends it when its time is over, or is being ended",
            """
            with waiting as (
                select headers->>'NServiceBus.SagaId' as saga_id, headers->>'NServiceBus.OriginatingSagaId' as sender_id
                from (
                    select type, headers from queue
                    union all select type, headers from failed_messages where status <> 'resolved'
                ) messages
                where type <> 'transaction.step_overdue.v1'
            ), attended as (
                select saga_id from waiting union select sender_id from waiting
            )
            select format('payment %s, to expire at %s', t.transaction_id, t.expires_at)
            from transactions t join sagas s on s.correlation = t.transaction_id::text
            where t.status = 'authorized' and not exists (select from attended a where a.saga_id = s.saga_id::text)
            """),
        new(
            "sagas-have-work",
            "no saga outlives its transaction",
            $"""
            {Mentioned}
            select format('%s %s: transaction is %s', s.saga, s.correlation, t.status)
            from sagas s join transactions t on t.transaction_id::text = s.correlation
            where t.status not in ('processing', 'authorized')
              and not exists (select from mentioned m where m.id = s.correlation)
            """),
    ];
}
