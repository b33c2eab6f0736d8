-- To analyze a table costs by the rows that are sampled, 300 times the highest target of its columns, and by what is done
-- with their values. The events are asked for by partition, stream and time alone, so that a tenth of the usual sample of
-- these tells enough, and none of the rest.
do $$
declare
    target record;
begin
    for target in
        select attname as name, attname in ('partition', 'position', 'stream_id', 'stream_version', 'type', 'occurred_at')
            as is_planned_by
        from pg_attribute where attrelid = 'events'::regclass and attnum > 0 and not attisdropped
    loop
        execute format('alter table events alter column %I set statistics %s', target.name,
            case when target.is_planned_by then 30 else 0 end);
    end loop;
end $$;

-- Never updated, so that the vacuum after many inserts is the only one that a page needs: it freezes at once.
alter table events set (
    autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 10000,
    autovacuum_vacuum_insert_threshold = 100000, autovacuum_freeze_min_age = 0);

-- Those that there are; the tables of days to come get theirs where they are made (TraceTables).
alter table traces
    alter column conversation_id set statistics 10, alter column at set statistics 10,
    alter column has_failure set statistics 10, alter column data set statistics 0;

do $$
declare
    part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'traces'::regclass
    loop
        execute format('alter table %s set (autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 10000, '
            'autovacuum_vacuum_insert_threshold = -1)', part);
    end loop;
end $$;

alter table snapshots alter column state set statistics 0, alter column checksum set statistics 0;

alter table requests alter column fingerprint set statistics 0, alter column reply set statistics 0;

analyze events;
