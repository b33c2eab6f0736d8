create table settings (
    name  text primary key,
    value text not null
);

insert into settings (name, value) values ('partitions_per_endpoint', '16');

-- One row per partition of an endpoint. The epoch is the fence: a commit that does not match it changes nothing.
create table partitions (
    partition int    not null,
    endpoint  text   not null,
    slot      int    not null,
    owner     uuid,
    epoch     bigint not null default 0,
    position  bigint not null default 0,
    last_unit uuid,
    constraint partitions_pkey primary key (partition),
    constraint partitions_endpoint_slot_key unique (endpoint, slot)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- A worker is alive while the backend of its connection is, and its heartbeat is fresh.
create table workers (
    worker_id     uuid        not null,
    endpoints     text[]      not null,
    backend_pid   int         not null,
    backend_start timestamptz not null,
    heartbeat_at  timestamptz not null,
    constraint workers_pkey primary key (worker_id)
) with (fillfactor = 50);

create table events (
    partition      int         not null,
    position       bigint      not null,
    stream_id      uuid        not null,
    stream_version int         not null,
    type           text        not null,
    data           jsonb       not null,
    metadata       jsonb       not null,
    occurred_at    timestamptz not null,
    constraint events_pkey primary key (partition, position),
    constraint events_stream_version_key unique (stream_id, stream_version),
    constraint events_position_check check (position > 0),
    constraint events_stream_version_check check (stream_version > 0)
);

create index events_occurred_at_idx on events using brin (occurred_at);

create table snapshots (
    stream_id  uuid        not null,
    version    int         not null,
    schema     text        not null,
    state      jsonb       not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint snapshots_pkey primary key (stream_id)
);

create table sagas (
    saga_id     uuid        not null,
    saga        text        not null,
    correlation text        not null,
    partition   int         not null,
    version     int         not null,
    data        jsonb       not null,
    updated_at  timestamptz not null,
    constraint sagas_pkey primary key (saga_id),
    constraint sagas_saga_correlation_key unique (saga, correlation)
);

-- Messages between workers, and to later. Taken by scanning what is due, never by a checkpoint: a late commit is not missed.
create table queue (
    sequence   bigint      not null generated always as identity,
    message_id uuid        not null,
    partition  int         not null,
    type       text        not null,
    due_at     timestamptz not null,
    headers    json        not null,
    body       bytea       not null,
    constraint queue_pkey primary key (sequence)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create index queue_partition_due_idx on queue (partition, due_at, sequence);

create table failed_messages (
    message_id        uuid        not null,
    partition         int         not null,
    endpoint          text        not null,
    type              text        not null,
    headers           json        not null,
    body              bytea       not null,
    exception_type    text        not null,
    exception_message text        not null,
    exception         text        not null,
    attempts          int         not null,
    failed_at         timestamptz not null,
    constraint failed_messages_pkey primary key (message_id, partition)
);

-- The reply that a request got, for ever.
create table requests (
    request_id  uuid        not null,
    fingerprint text        not null,
    message_id  uuid        not null,
    reply_type  text        not null,
    reply       bytea       not null,
    replied_at  timestamptz not null,
    constraint requests_pkey primary key (request_id)
);
