using BillingEngine.Postgres.Verification;

namespace BillingEngine.ReadModels;

/// <summary>What must hold of the money, checked from the events themselves. True at rest and beside a running engine.</summary>
public static class MoneyInvariants
{
    /// <summary>Each change of a balance, signed, with the transaction it belongs to.</summary>
    const string Movements = """
        with movements as (
            select stream_id as account_id, stream_version, type, (data->>'transactionId')::uuid as transaction_id,
                (data->'amount'->>'amount')::numeric * case type when 'account.debited.v1' then -1 else 1 end as amount,
                data->'amount'->>'currency' as currency
            from events
            where type in ('account.debited.v1', 'account.credited.v1', 'account.debit_reversed.v1')
        )
        """;

    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "books-balance",
            "per ledger and currency all balances and the money under way sum to zero",
            $"""
            {Movements}, under_way as (
                select t.ledger, t.currency, sum(m.amount) as amount
                from transactions t join movements m on m.transaction_id = t.transaction_id
                where t.status = 'processing' group by t.ledger, t.currency
            )
            select format('ledger %s, %s: balances sum to %s, under way %s', a.ledger, a.currency, sum(a.balance),
                       coalesce(max(u.amount), 0))
            from accounts a left join under_way u on u.ledger = a.ledger and u.currency = a.currency
            group by a.ledger, a.currency
            having sum(a.balance) <> coalesce(max(u.amount), 0)
            limit 5
            """),
        new(
            "balances-equal-events",
            "each account's balance is the sum of its movements",
            $"""
            {Movements}, sums as (select account_id, sum(amount) as amount from movements group by account_id)
            select format('account %s: balance %s, movements %s', a.account_id, a.balance, coalesce(s.amount, 0))
            from accounts a left join sums s on s.account_id = a.account_id
            where a.balance <> coalesce(s.amount, 0)
            limit 5
            """),
        new(
            "accounts-equal-streams",
            "each account stream has its row, at the stream's version",
            """
            with streams as (
                select stream_id, max(stream_version) as version from events
                group by stream_id having bool_or(type = 'account.created.v1')
            )
            select format('account %s: stream at %s, row at %s', coalesce(s.stream_id, a.account_id), s.version, a.version)
            from streams s full join accounts a on a.account_id = s.stream_id
            where s.version is distinct from a.version
            limit 5
            """),
        new(
            "completed-moved-once",
            "a completed transaction has one debit of its source and one credit of its destination, of its amount",
            $"""
            {Movements}, parts as (
                select transaction_id, account_id, currency, count(*) as movements, sum(amount) as amount
                from movements group by transaction_id, account_id, currency
            )
            select format('transaction %s: source %s in %s, destination %s in %s', t.transaction_id,
                       s.amount, s.movements, d.amount, d.movements)
            from transactions t
            left join parts s on s.transaction_id = t.transaction_id and s.account_id = t.source_account_id
            left join parts d on d.transaction_id = t.transaction_id and d.account_id = t.destination_account_id
            where t.status = 'completed'
              and (s.movements is distinct from 1 or s.amount is distinct from -t.amount or s.currency <> t.currency
                or d.movements is distinct from 1 or d.amount is distinct from t.amount or d.currency <> t.currency)
            limit 5
            """),
        new(
            "failed-moved-nothing",
            "a failed transaction has left every balance as it was, and no part of it happened twice",
            $"""
            {Movements}
            select format('transaction %s: account %s keeps %s', t.transaction_id, m.account_id, sum(m.amount))
            from transactions t join movements m on m.transaction_id = t.transaction_id
            where t.status = 'failed'
            group by t.transaction_id, m.account_id
            having sum(m.amount) <> 0 or count(*) > 2
            limit 5
            """),
        new(
            "movements-have-transactions",
            "no money moves without a transaction",
            $"""
            {Movements}
            select format('account %s version %s: transaction %s', m.account_id, m.stream_version, m.transaction_id)
            from movements m
            where not exists (select from transactions t where t.transaction_id = m.transaction_id)
            limit 5
            """),
        new(
            "transactions-equal-streams",
            "each transaction was requested once, ended at most once, and its row says how",
            """
            with streams as (
                select stream_id, count(*) filter (where type like '%.requested.v1') as requested,
                    count(*) filter (where type = 'transaction.completed.v1') as completed,
                    count(*) filter (where type = 'transaction.failed.v1') as failed
                from events group by stream_id having bool_or(type like '%.requested.v1')
            )
            select format('transaction %s: row %s, requested %s, completed %s, failed %s',
                       coalesce(s.stream_id, t.transaction_id), t.status, s.requested, s.completed, s.failed)
            from streams s full join transactions t on t.transaction_id = s.stream_id
            where t.status is null or s.requested is distinct from 1
               or s.completed <> (t.status = 'completed')::int or s.failed <> (t.status = 'failed')::int
            limit 5
            """),
        new(
            "nothing-forgotten",
            "each transaction in work has a saga that carries it on, or a message an operator can retry",
            """
            select format('transaction %s, requested at %s', t.transaction_id, t.created_at)
            from transactions t
            where t.status = 'processing'
              and not exists (select from sagas s where s.correlation = t.transaction_id::text)
              and not exists (select from queue q where position(t.transaction_id::text in convert_from(q.body, 'UTF8')) > 0)
              and not exists (
                  select from failed_messages f where position(t.transaction_id::text in convert_from(f.body, 'UTF8')) > 0)
            limit 5
            """),
        new(
            "sagas-have-work",
            "no saga outlives its transaction",
            """
            select format('%s %s: transaction is %s', s.saga, s.correlation, t.status)
            from sagas s join transactions t on t.transaction_id::text = s.correlation
            where t.status <> 'processing'
              and not exists (select from queue q where position(s.correlation in convert_from(q.body, 'UTF8')) > 0)
            limit 5
            """),
        new(
            "floors-kept",
            "no balance is below what its account may owe",
            """
            select format('account %s: balance %s', account_id, balance)
            from accounts
            where balance - held < coalesce(min_balance, 0) - coalesce(credit_limit, 0)
              and (kind <> 'external' or balance < min_balance)
            limit 5
            """),
    ];
}
