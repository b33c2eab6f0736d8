using BillingEngine.Postgres.Verification;

namespace BillingEngine.ReadModels.Invariants;

/// <summary>From the events to the entries, from the entries to the balances, from the balances to the books.</summary>
static class BalanceInvariants
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "books-balance",
            "per ledger and currency all balances and the money under way sum to zero",
            """
            with under_way as (
                select t.ledger, t.currency, sum(e.amount) as amount
                from transactions t join ledger_entries e on e.transaction_id = t.transaction_id
                where t.status in ('processing', 'authorized') group by t.ledger, t.currency
            ), sums as (
                select ledger, currency, sum(balance) as balance from accounts group by ledger, currency
            )
            select format('ledger %s, %s: balances sum to %s, under way %s', ledger, currency, coalesce(s.balance, 0),
                       coalesce(u.amount, 0))
            from sums s full join under_way u using (ledger, currency)
            where coalesce(s.balance, 0) <> coalesce(u.amount, 0)
            """),
        new(
            "balances-equal-entries",
            "each account's balance is the sum of its entries",
            """
            with sums as (select account_id, sum(amount) as amount from ledger_entries group by account_id)
            select format('account %s: balance %s, entries %s', coalesce(a.account_id, s.account_id), a.balance,
                       s.amount)
            from accounts a full join sums s on s.account_id = a.account_id
            where a.account_id is null or a.balance <> coalesce(s.amount, 0)
            """),
        new(
            "entries-run-on",
            "each entry goes from the balance that the one before it has left to the one that it says it leaves",
            """
            select format('account %s, entry %s: %s and %s is not %s', account_id, position, before, amount,
                       balance_after)
            from (
                select account_id, position, amount, balance_after,
                    lag(balance_after, 1, 0::numeric) over (partition by account_id order by position) as before
                from ledger_entries) e
            where before + amount <> balance_after
            """),
        new(
            "entries-equal-events",
            "each change of a balance is one event and one entry, which say the same",
            """
            with moved as (
                select stream_id as account_id, stream_version as position, occurred_at as at,
                    (data->>'transactionId')::uuid as transaction_id,
                    coalesce(data->>'part', case when type like 'account.debit%' then 'debit' else 'credit' end)
                        || case when type like '%\_reversed.v1' then '_reversal' else '' end as entry,
                    data->'amount'->>'currency' as currency,
                    case when type in ('account.debited.v1', 'account.credit_reversed.v1') then -1 else 1 end
                        * (data->'amount'->>'amount')::numeric as amount,
                    (data->>'balanceAfter')::numeric as balance_after,
                    (data->>'counterpartyAccountId')::uuid as counterparty_account_id, data->>'reference' as reference
                from events
                where type in ('account.debited.v1', 'account.credited.v1', 'account.debit_reversed.v1',
                    'account.credit_reversed.v1')
            )
            select format('account %s version %s: event %s of %s leaves %s, entry %s of %s leaves %s',
                       account_id, position, m.entry, m.amount, m.balance_after, e.entry, e.amount, e.balance_after)
            from moved m full join ledger_entries e using (account_id, position)
            where (m.at, m.transaction_id, m.entry, m.currency, m.amount, m.balance_after, m.counterparty_account_id,
                    m.reference)
                is distinct from (e.at, e.transaction_id, e.entry, e.currency, e.amount, e.balance_after,
                    e.counterparty_account_id, e.reference)
            """),
        new(
            "accounts-equal-streams",
            "each account stream has its row, at the stream's version",
            """
            with streams as (
                select stream_id, max(stream_version) as version from events
                where stream_id in (select stream_id from events where type = 'account.created.v1')
                group by stream_id
            )
            select format('account %s: stream at %s, row at %s', coalesce(s.stream_id, a.account_id), s.version,
                       a.version)
            from streams s full join accounts a on a.account_id = s.stream_id
            where s.version is distinct from a.version
            """),
        new(
            "floors-kept",
            "no account has less available than it may, but for what compensation took back",
            """
            with taken_back as (
                select account_id, sum(amount) as amount from ledger_entries
                where entry in ('credit_reversal', 'fee_reversal') and amount < 0 group by account_id
            )
            select format('account %s: balance %s, held %s, lowest balance %s, credit limit %s', a.account_id,
                       a.balance, a.held, a.min_balance, a.credit_limit)
            from accounts a left join taken_back t on t.account_id = a.account_id
            where a.balance - a.held - coalesce(t.amount, 0) <
                case a.kind when 'external' then a.min_balance
                    else coalesce(a.min_balance, 0) - coalesce(a.credit_limit, 0) end
            """),
    ];
}
