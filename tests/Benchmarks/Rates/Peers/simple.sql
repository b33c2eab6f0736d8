create schema simple;
create table simple.accounts (
    id integer primary key,
    balance bigint not null check (balance >= 0));
create table simple.entries (
    id bigint generated always as identity primary key,
    account_id integer not null references simple.accounts,
    amount bigint not null,
    made_at timestamptz not null default now());
insert into simple.accounts select n, 1000000000000 from generate_series(1, 1000) n;

create function simple.move(source integer, destination integer, cents bigint) returns void
language plpgsql as $$
begin
    -- Always in the same order, so that two transfers never wait for each other.
    perform 1 from simple.accounts where id in (source, destination) order by id for update;
    update simple.accounts set balance = balance - cents where id = source and balance >= cents;
    if not found then
        raise exception 'account % lacks funds', source;
    end if;
    update simple.accounts set balance = balance + cents where id = destination;
    insert into simple.entries (account_id, amount) values (source, -cents);
    insert into simple.entries (account_id, amount) values (destination, cents);
end $$;
