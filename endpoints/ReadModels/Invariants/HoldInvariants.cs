using BillingEngine.Postgres.Verification;

namespace BillingEngine.ReadModels.Invariants;

/// <summary>What is held is what was set aside, by transactions that are still in work.</summary>
static class HoldInvariants
{
    /// <summary>What was set aside and neither taken nor given up since.</summary>
    const string OpenHolds = """
        with placed as (
            select stream_id as account_id, stream_version, (data->>'transactionId')::uuid as transaction_id,
                (data->'amount'->>'amount')::numeric as amount
            from events where type = 'account.hold_placed.v1'
        ), ended as (
            select stream_id as account_id, stream_version, (data->>'transactionId')::uuid as transaction_id
            from events
            where type in ('account.hold_released.v1', 'account.hold_expired.v1')
                or (type = 'account.debited.v1' and data->>'heldAfter' is not null)
        ), open_holds as (
            select account_id, transaction_id, amount from placed p
            where not exists (
                select from ended e
                where e.account_id = p.account_id and e.transaction_id = p.transaction_id
                    and e.stream_version > p.stream_version)
        )
        """;

    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "holds-equal-events",
            "what each account holds is the sum of what was set aside and not taken or given up since",
            $"""
            {OpenHolds}, sums as (select account_id, sum(amount) as amount from open_holds group by account_id)
            select format('account %s: holds %s, set aside %s', coalesce(a.account_id, s.account_id), a.held,
                       coalesce(s.amount, 0))
            from accounts a full join sums s on s.account_id = a.account_id
            where a.account_id is null or a.held <> coalesce(s.amount, 0)
            """),
        new(
            "holds-have-work",
            "money is held only for transactions that are not at their end",
            $"""
            {OpenHolds}
            select format('account %s: holds %s for transaction %s, which is %s', h.account_id, h.amount,
                       h.transaction_id, coalesce(t.status, 'unknown'))
            from open_holds h left join transactions t on t.transaction_id = h.transaction_id
            where coalesce(t.status, 'unknown') not in ('processing', 'authorized')
            """),
    ];
}
