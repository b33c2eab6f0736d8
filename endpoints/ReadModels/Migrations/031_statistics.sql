-- Found by id alone, or by account and position, so that a small sample tells the planner enough: it has 300 rows for each
-- step of the highest target of any column. Lists and searches have tables of their own, and the usual statistics.
do $$
declare
    target record;
begin
    for target in
        select attrelid::regclass as owner, attname as name from pg_attribute
        where attrelid in ('transactions'::regclass, 'ledger_entries'::regclass) and attnum > 0 and not attisdropped
    loop
        execute format('alter table %s alter column %I set statistics 30', target.owner, target.name);
    end loop;
end $$;

alter table transactions
    alter column metadata set statistics 0, alter column failure set statistics 0;

alter table transactions set (
    autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 10000,
    autovacuum_vacuum_insert_threshold = 100000);

alter table ledger_entries set (autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 10000);

-- Many times more updates than rows, within the page as a rule: what is dead there goes as pages are written to, and the
-- vacuum is for the rest.
alter table account_turnover set (autovacuum_vacuum_scale_factor = 0.05);

alter table account_days set (autovacuum_vacuum_scale_factor = 0.05);
