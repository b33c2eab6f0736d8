-- A transaction's place in the search is found by the time of its request, which grows. By the id alone, which is as good as
-- random, each took a page of one more index, anywhere in it.
alter table transaction_search drop constraint transaction_search_pkey;
drop index transaction_search_time_idx;
alter table transaction_search
    add constraint transaction_search_pkey primary key (ledger, created_at, transaction_id);

-- Who is among the first, and nothing else: their numbers are in account_turnover. Rows come and go with the ranks, and are
-- not written anew with each transaction of an account that is among the first anyway.
alter table account_ranks drop column count, drop column volume;
