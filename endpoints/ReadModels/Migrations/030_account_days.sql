-- A row for each day (UTC) on which the balance of an account changed. The opening is the balance before the first
-- change, and counts towards low and high.
create table account_days (
    account_id uuid    not null,
    day        date    not null,
    currency   text    not null,
    opening    numeric not null,
    closing    numeric not null,
    low        numeric not null,
    high       numeric not null,
    debits     numeric not null,
    credits    numeric not null,
    entries    int     not null,
    constraint account_days_pkey primary key (account_id, day),
    constraint account_days_closing_check check (closing = opening + credits - debits),
    constraint account_days_low_check check (low <= least(opening, closing)),
    constraint account_days_high_check check (high >= greatest(opening, closing)),
    constraint account_days_entries_check check (entries > 0 and debits >= 0 and credits >= 0)
) with (fillfactor = 80);
