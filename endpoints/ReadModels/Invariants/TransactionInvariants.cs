using BillingEngine.Postgres.Verification;

namespace BillingEngine.ReadModels.Invariants;

/// <summary>Each transaction has moved what its end says, once.</summary>
static class TransactionInvariants
{
    /// <summary>Tells of a few of the wrong transactions what they should have moved and what they did.</summary>
    const string Tell = """
        , few as (select transaction_id from wrong limit 5)
        select format('%s %s is %s, of %s and a fee of %s: %s', t.type, t.transaction_id, t.status,
                   coalesce(t.captured_amount, t.amount), coalesce(t.fee, 0),
                   coalesce(string_agg(format('%s of %s %s on %s', e.entry, e.amount, e.currency, e.account_id), ', '),
                       'nothing was moved'))
        from few join transactions t using (transaction_id) left join ledger_entries e using (transaction_id)
        group by t.transaction_id
        """;

    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "entries-sum-to-zero",
            "the entries of a transaction at its end are in its currency, and sum to zero",
            $"""
            with wrong as materialized (
                select t.transaction_id
                from transactions t join ledger_entries e on e.transaction_id = t.transaction_id
                where t.status not in ('processing', 'authorized')
                group by t.transaction_id
                having sum(e.amount) <> 0 or bool_or(e.currency <> t.currency)
            )
            {Tell}
            """),
        new(
            "completed-moved-once",
            "a completed transaction took amount and fee from the source, gave one to the destination and the other to "
                + "the fee account (a refund: took it from there), each once, and nothing else",
            $"""
            with expected as (
                select transaction_id, source_account_id, destination_account_id, charged <> 0 as has_fee,
                    moved + case type when 'refund' then 0 else charged end as taken,
                    moved + case type when 'refund' then charged else 0 end as given,
                    case type when 'refund' then -charged else charged end as collected
                from (
                    select *, coalesce(captured_amount, amount) as moved, coalesce(fee, 0) as charged
                    from transactions where status = 'completed') completed
            ), wrong as materialized (
                select t.transaction_id
                from expected t
                left join ledger_entries e on e.transaction_id = t.transaction_id
                left join accounts f on f.account_id = e.account_id and f.kind = 'fee' and e.entry = 'fee'
                group by t.transaction_id
                having count(e.position) <> max(2 + t.has_fee::int)
                    or count(*) filter (where e.entry = 'debit'
                        and e.account_id = t.source_account_id and e.amount = -t.taken) <> 1
                    or count(*) filter (where e.entry = 'credit'
                        and e.account_id = t.destination_account_id and e.amount = t.given) <> 1
                    or count(f.account_id) filter (where e.amount = t.collected) <> max(t.has_fee::int)
            )
            {Tell}
            """),
        new(
            "failed-moved-nothing",
            "what a failed, voided or expired transaction moved was taken back, part by part, once",
            $"""
            with wrong as materialized (
                select distinct transaction_id from (
                    select t.transaction_id
                    from transactions t join ledger_entries e on e.transaction_id = t.transaction_id
                    where t.status in ('failed', 'voided', 'expired')
                    group by t.transaction_id, e.account_id, replace(e.entry, '_reversal', '')
                    having sum(e.amount) <> 0 or count(*) <> 2) parts
            )
            {Tell}
            """),
        new(
            "movements-have-transactions",
            "no money moves without a transaction",
            """
            select format('account %s, entry %s: %s of %s for transaction %s', e.account_id, e.position, e.entry,
                       e.amount, e.transaction_id)
            from ledger_entries e
            where not exists (select from transactions t where t.transaction_id = e.transaction_id)
            """),
        new(
            "transactions-equal-streams",
            "each transaction was requested once, ended at most once, and its row says where it stands",
            """
            with streams as (
                select stream_id,
                    count(*) filter (where type like '%.requested.v1') as requested,
                    count(*) filter (where type in ('transaction.completed.v1', 'transaction.failed.v1',
                        'transaction.voided.v1', 'transaction.expired.v1')) as ends,
                    max(case type
                        when 'transaction.completed.v1' then 'completed'
                        when 'transaction.failed.v1' then 'failed'
                        when 'transaction.voided.v1' then 'voided'
                        when 'transaction.expired.v1' then 'expired' end) as ended,
                    count(*) filter (where type = 'transaction.authorized.v1') as authorized,
                    count(*) filter (where type in ('payment.capture_requested.v1',
                        'payment.void_requested.v1')) as ordered
                from events
                where type in ('topup.requested.v1', 'withdrawal.requested.v1', 'transfer.requested.v1',
                    'payment.requested.v1', 'refund.requested.v1', 'payment.capture_requested.v1',
                    'payment.void_requested.v1', 'transaction.authorized.v1', 'transaction.completed.v1',
                    'transaction.failed.v1', 'transaction.voided.v1', 'transaction.expired.v1')
                group by stream_id
            )
            select format('transaction %s: row %s, requested %s, authorized %s, told to end %s, ended %s times: %s',
                       coalesce(s.stream_id, t.transaction_id), t.status, s.requested, s.authorized, s.ordered, s.ends,
                       s.ended)
            from streams s full join transactions t on t.transaction_id = s.stream_id
            where t.status is null or s.requested is distinct from 1 or s.ends > 1 or s.authorized > 1 or s.ordered > 1
                or t.status <> coalesce(
                    s.ended, case when s.authorized = 1 and s.ordered = 0 then 'authorized' else 'processing' end)
            """),
        new(
            "refunds-add-up",
            "what was refunded of a transaction is the sum of its refunds, and never more than it moved",
            """
            with confirmed as (
                select stream_id as transaction_id, (data->>'refundId')::uuid as refund_id,
                    (data->'amount'->>'amount')::numeric as amount
                from events where type = 'transaction.refunded.v1'
            ), refunds as (
                select transaction_id as refund_id, original_transaction_id as transaction_id, amount, status
                from transactions where type = 'refund' and status in ('processing', 'completed')
            ), sums as (
                select transaction_id, sum(amount) as amount from confirmed group by transaction_id
            )
            select format('refund %s of %s: %s for %s, told to the original: %s for %s', refund_id, r.amount,
                       coalesce(r.status, 'not completed'), r.transaction_id, c.amount, c.transaction_id)
            from refunds r full join confirmed c using (refund_id)
            where (c.refund_id is null and r.status = 'completed') or r.refund_id is null
                or r.transaction_id <> c.transaction_id or r.amount <> c.amount
            union all
            select format('transaction %s of %s: refunded %s, by its refunds %s', t.transaction_id,
                       coalesce(t.captured_amount, t.amount), t.refunded_amount, coalesce(s.amount, 0))
            from transactions t left join sums s on s.transaction_id = t.transaction_id
            where t.refunded_amount <> coalesce(s.amount, 0)
                or t.refunded_amount > coalesce(t.captured_amount, t.amount)
            """),
    ];
}
