-- For lists of accounts, newest first. Movements change none of these columns, so they stay updates within the page and
-- touch no index; only a new account or another status does.
create index accounts_list_idx on accounts (ledger, kind, status, created_at, account_id);

create index accounts_currency_list_idx on accounts (ledger, currency, kind, status, created_at, account_id);

create index accounts_owner_list_idx on accounts (ledger, owner_id, created_at, account_id);
