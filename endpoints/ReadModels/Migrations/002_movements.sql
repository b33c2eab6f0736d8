alter table accounts
    add column per_transaction_limit numeric,
    add column daily_limit           numeric;

alter table transactions
    add column original_transaction_id uuid,
    add column captured_amount         numeric,
    add column refunded_amount         numeric not null default 0,
    add column fee                     numeric,
    add column authorized_at           timestamptz,
    add column expires_at              timestamptz,
    add column card_id                 uuid,
    add constraint transactions_refunded_amount_check
        check (refunded_amount between 0 and coalesce(captured_amount, amount));
