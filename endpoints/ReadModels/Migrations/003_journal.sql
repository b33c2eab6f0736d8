-- Rows are added and never touched again: the vacuum that follows many inserts freezes them for good, so that none rewrites
-- them later.
create table ledger_entries (
    account_id              uuid        not null,
    position                int         not null,
    transaction_id          uuid        not null,
    entry                   text        not null,
    currency                text        not null,
    amount                  numeric     not null,
    balance_after           numeric     not null,
    counterparty_account_id uuid,
    reference               text,
    at                      timestamptz not null,
    constraint ledger_entries_pkey primary key (account_id, position),
    constraint ledger_entries_position_check check (position > 0),
    constraint ledger_entries_entry_check
        check (entry in ('debit', 'credit', 'fee', 'debit_reversal', 'credit_reversal', 'fee_reversal')),
    constraint ledger_entries_amount_check check (
        case
            when entry in ('debit', 'credit_reversal') then amount < 0
            when entry in ('credit', 'debit_reversal') then amount > 0
            else amount <> 0
        end)
) with (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_freeze_min_age = 0);

insert into ledger_entries (account_id, position, transaction_id, entry, currency, amount, balance_after,
    counterparty_account_id, reference, at)
select stream_id, stream_version, (data->>'transactionId')::uuid,
    case type
        when 'account.debited.v1' then coalesce(data->>'part', 'debit')
        when 'account.credited.v1' then coalesce(data->>'part', 'credit')
        when 'account.debit_reversed.v1' then coalesce(data->>'part', 'debit') || '_reversal'
        else (data->>'part') || '_reversal'
    end,
    data->'amount'->>'currency',
    case when type in ('account.debited.v1', 'account.credit_reversed.v1') then -1 else 1 end
        * (data->'amount'->>'amount')::numeric,
    (data->>'balanceAfter')::numeric, (data->>'counterpartyAccountId')::uuid, data->>'reference', occurred_at
from events
where type in ('account.debited.v1', 'account.credited.v1', 'account.debit_reversed.v1', 'account.credit_reversed.v1')
order by stream_id, stream_version;

create table cards (
    card_id    uuid        not null,
    account_id uuid        not null,
    ledger     text        not null,
    status     text        not null,
    label      text,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint cards_pkey primary key (card_id),
    constraint cards_status_check check (status in ('issued', 'active', 'suspended', 'expired'))
);

create index cards_account_idx on cards (account_id);
