-- Counted by the day (UTC) of the request, also what comes days later: a transaction moves from state to state within its
-- day. A row that has come to nothing is taken away, so that the rows do not depend on how the events came in batches.
-- A change is first tried as a row of its own, so that no check can ask for numbers above zero.
create table daily_totals (
    ledger   text    not null,
    day      date    not null,
    currency text    not null,
    type     text    not null,
    state    text    not null,
    count    bigint  not null,
    volume   numeric not null,
    fees     numeric not null,
    constraint daily_totals_pkey primary key (ledger, day, currency, type, state)
) with (fillfactor = 50);

-- What is under way is of any day, and of few.
create index daily_totals_open_idx on daily_totals (ledger, currency) where state in ('processing', 'authorized');

-- How long it took from request to completion, by the day of the request. A bucket holds a range of times whose width is
-- at most a 32nd of them.
create table completion_times (
    ledger text   not null,
    day    date   not null,
    type   text   not null,
    bucket int    not null,
    count  bigint not null,
    constraint completion_times_pkey primary key (ledger, day, type, bucket)
) with (fillfactor = 50);

-- What an account moved, as source or destination of completed transactions, by the day or month of their requests.
create table account_turnover (
    account_id uuid    not null,
    period     date    not null,
    span       text    not null,
    ledger     text    not null,
    currency   text    not null,
    count      bigint  not null,
    volume     numeric not null,
    constraint account_turnover_pkey primary key (account_id, period, span, ledger, currency),
    constraint account_turnover_span_check check (span in ('day', 'month'))
) with (fillfactor = 80);

-- The first of each period. Within a period the numbers of an account only grow: what has dropped out comes back only when
-- it has moved again, and then it is compared once more.
create table account_ranks (
    ledger     text    not null,
    currency   text    not null,
    span       text    not null,
    period     date    not null,
    rank_by    text    not null,
    account_id uuid    not null,
    count      bigint  not null,
    volume     numeric not null,
    constraint account_ranks_pkey primary key (ledger, currency, span, period, rank_by, account_id),
    constraint account_ranks_rank_by_check check (rank_by in ('count', 'volume'))
) with (fillfactor = 50);
