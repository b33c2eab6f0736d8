-- The version of each read model's live tables, and why it stands still, if it does. Models that are written together
-- with the events have a row here only for their version.
create table projections (
    name       text        not null,
    version    int         not null,
    built_at   timestamptz not null default clock_timestamp(),
    stopped_at timestamptz,
    stopped_by text,
    constraint projections_pkey primary key (name)
);

-- How far a model has come in each partition: what is at or below the position is in its tables. The build says which
-- tables: the live ones, or those that a rebuild fills beside them.
create table projection_checkpoints (
    name       text        not null,
    build      text        not null,
    partition  int         not null,
    position   bigint      not null,
    updated_at timestamptz not null default clock_timestamp(),
    constraint projection_checkpoints_pkey primary key (name, build, partition),
    constraint projection_checkpoints_build_check check (build in ('live', 'rebuild', 'check'))
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Rebuilds under way: the version that they are made by. One that was cut off goes on from its checkpoints.
create table projection_builds (
    name       text        not null,
    version    int         not null,
    started_at timestamptz not null default clock_timestamp(),
    constraint projection_builds_pkey primary key (name)
);
