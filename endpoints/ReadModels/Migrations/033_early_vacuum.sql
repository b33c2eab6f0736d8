-- As with the events (engine, 011_early_vacuum.sql).
alter table transactions set (
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 40000, autovacuum_freeze_min_age = 0);

alter table ledger_entries set (
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 80000);

alter table transaction_search set (
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 40000, autovacuum_freeze_min_age = 0);
