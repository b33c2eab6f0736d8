create schema full_ledger;
create function full_ledger.new_id(prefix text) returns text language sql volatile as $$
    select prefix || '_' || lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 1, 20)
$$;
create table full_ledger.accounts (
    id text primary key,
    name text not null,
    currency text not null,
    balance numeric not null default 0,
    version bigint not null default 0,
    allows_negative boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now());
create table full_ledger.transfers (
    id text primary key,
    source_id text not null references full_ledger.accounts,
    destination_id text not null references full_ledger.accounts,
    amount numeric not null check (amount > 0),
    created_at timestamptz not null default now());
create table full_ledger.entries (
    id text primary key,
    account_id text not null references full_ledger.accounts,
    transfer_id text not null references full_ledger.transfers,
    amount numeric not null,
    balance_before numeric not null,
    balance_after numeric not null,
    account_version bigint not null,
    created_at timestamptz not null default now());
create index on full_ledger.transfers (source_id);
create index on full_ledger.transfers (destination_id);
create index on full_ledger.entries (account_id, account_version);
create index on full_ledger.entries (transfer_id);
insert into full_ledger.accounts (id, name, currency, balance)
select 'acct_' || lpad(n::text, 32, '0'), 'account ' || n, 'USD', 10000000000 from generate_series(1, 1000) n;

create function full_ledger.create_transfer(source text, destination text, cents numeric) returns text
language plpgsql as $$
declare
    giver full_ledger.accounts;
    taker full_ledger.accounts;
    transfer text := full_ledger.new_id('xfer');
begin
    if cents <= 0 or source = destination then
        raise exception 'no transfer of % from % to %', cents, source, destination;
    end if;
    -- Always in the same order, so that two transfers never wait for each other.
    perform 1 from full_ledger.accounts where id in (source, destination) order by id for update;
    update full_ledger.accounts
    set balance = balance - cents, version = version + 1, updated_at = now()
    where id = source returning * into giver;
    update full_ledger.accounts
    set balance = balance + cents, version = version + 1, updated_at = now()
    where id = destination returning * into taker;
    if giver.id is null or taker.id is null then
        raise exception 'account % or % does not exist', source, destination;
    end if;
    if giver.currency <> taker.currency then
        raise exception 'accounts of % and %', giver.currency, taker.currency;
    end if;
    if giver.balance < 0 and not giver.allows_negative then
        raise exception 'account % lacks funds', source;
    end if;
    insert into full_ledger.transfers (id, source_id, destination_id, amount)
    values (transfer, source, destination, cents);
    insert into full_ledger.entries (
        id, account_id, transfer_id, amount, balance_before, balance_after, account_version)
    values
        (full_ledger.new_id('entr'), source, transfer, -cents, giver.balance + cents, giver.balance,
        giver.version),
        (full_ledger.new_id('entr'), destination, transfer, cents, taker.balance - cents, taker.balance,
        taker.version);
    return transfer;
end $$;
