-- Snapshots follow from the events: the ones there are can go, and new ones are made as streams grow.
drop table snapshots;

-- A state of a stream at some of its versions. Rows are added and never touched again. The state is bytes as they were
-- written, because that is what the checksum is over: jsonb would reorder members and rewrite numbers.
create table snapshots (
    stream_id  uuid        not null,
    version    int         not null,
    schema     text        not null,
    state      bytea       not null,
    checksum   bytea       not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint snapshots_pkey primary key (stream_id, version),
    constraint snapshots_version_check check (version > 0)
) with (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_freeze_min_age = 0);

-- Those that are what was written, of an event that the stream has. Written so that a search from the newest version
-- down looks at one row after another and stops at the first good one.
create view sound_snapshots as
select s.stream_id, s.version, s.schema, s.state, s.created_at, s.updated_at
from snapshots s
where s.checksum = substr(
        sha256(uuid_send(s.stream_id) || int4send(s.version) || convert_to(s.schema, 'UTF8') || s.state), 1, 8)
  and s.updated_at = (
        select e.occurred_at from events e where e.stream_id = s.stream_id and e.stream_version = s.version);
