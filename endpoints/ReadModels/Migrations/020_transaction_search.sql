-- What transactions are searched by. Each way through the table is in the order of the list, newest first, so that a page
-- is a descent and a scan; terms tell which transactions a rare word, pair or kind is in.
create table transaction_search (
    transaction_id         uuid        not null,
    created_at             timestamptz not null,
    ledger                 text        not null,
    type                   text        not null,
    status                 text        not null,
    currency               text        not null,
    amount                 numeric     not null,
    source_account_id      uuid        not null,
    destination_account_id uuid        not null,
    reference              text,
    terms                  tsvector    not null,
    constraint transaction_search_pkey primary key (transaction_id)
) with (fillfactor = 95, autovacuum_vacuum_insert_scale_factor = 0.1);

create index transaction_search_time_idx on transaction_search (ledger, created_at, transaction_id);

create index transaction_search_source_idx on transaction_search (source_account_id, created_at, transaction_id);

create index transaction_search_destination_idx
    on transaction_search (destination_account_id, created_at, transaction_id);

create index transaction_search_reference_idx on transaction_search (ledger, reference, created_at, transaction_id)
    where reference is not null;

-- Most transactions come to a good end within the batch that brings them, and never see these two.
create index transaction_search_open_idx on transaction_search (ledger, created_at, transaction_id)
    where status in ('processing', 'authorized');

create index transaction_search_ended_idx on transaction_search (ledger, status, created_at, transaction_id)
    where status in ('failed', 'voided', 'expired');

create index transaction_search_amount_idx on transaction_search (ledger, currency, amount);

create index transaction_search_terms_idx on transaction_search using gin (terms);

-- In how many of a sample of the transactions a term is: one in 32, chosen by the transaction's id.
create table transaction_terms (
    term    text   not null,
    sampled bigint not null,
    constraint transaction_terms_pkey primary key (term)
) with (fillfactor = 80);
