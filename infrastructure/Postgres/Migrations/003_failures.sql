-- Why a message waits, so that operators find those that do: message, timeout, deferred, retry, throttled, parked.
alter table queue
    add column kind            text not null default 'message',
    add column order_key       uuid,
    add column conversation_id uuid,
    add constraint queue_kind_check
        check (kind in ('message', 'timeout', 'deferred', 'retry', 'throttled', 'parked'));

create index queue_kind_idx on queue (kind, due_at, sequence) where kind <> 'message';
create index queue_parked_idx on queue (partition, order_key, sequence) where kind = 'parked';
create index queue_conversation_id_idx on queue (conversation_id) where kind <> 'message';

-- Keys whose order is kept and that wait for a failed message of theirs, the head. Whoever parks a message behind it,
-- or makes the next one the head, locks the row first.
create table blocked_keys (
    partition  int         not null,
    order_key  uuid        not null,
    message_id uuid        not null,
    parked     int         not null default 0,
    blocked_at timestamptz not null default clock_timestamp(),
    constraint blocked_keys_pkey primary key (partition, order_key)
);

create index blocked_keys_message_id_idx on blocked_keys (message_id);

-- Types of message that a worker has slowed down.
create table rate_limits (
    worker_id  uuid        not null,
    endpoint   text        not null,
    type       text        not null,
    failures   int         not null,
    since      timestamptz not null,
    updated_at timestamptz not null default clock_timestamp(),
    constraint rate_limits_pkey primary key (worker_id, endpoint, type)
);

-- A failed message is failed, then perhaps retrying, and resolved in the end; or archived, when nobody wants it retried.
alter table failed_messages
    add column status          text        not null default 'failed',
    add column outcome         text,
    add column fingerprint     uuid,
    add column first_failed_at timestamptz not null default clock_timestamp(),
    add column failures        int         not null default 1,
    add column conversation_id uuid,
    add column correlation_id  text,
    add column transaction_id  uuid,
    add column account_ids     uuid[]      not null default '{}',
    add column amount          numeric,
    add column currency        text,
    add column operation_id    uuid,
    add column changed_at      timestamptz,
    add column changed_by      text,
    add column reason          text,
    add constraint failed_messages_status_check check (status in ('failed', 'retrying', 'resolved', 'archived')),
    add constraint failed_messages_outcome_check check (outcome in ('done', 'already_done'));

update failed_messages set first_failed_at = failed_at;

create index failed_messages_status_idx on failed_messages (status, failed_at, message_id, partition);
create index failed_messages_failed_at_idx on failed_messages (failed_at, message_id, partition);
create index failed_messages_group_idx on failed_messages (fingerprint, status);
create index failed_messages_transaction_id_idx on failed_messages (transaction_id) where transaction_id is not null;
create index failed_messages_conversation_id_idx on failed_messages (conversation_id);
create index failed_messages_account_ids_idx on failed_messages using gin (account_ids);

-- What an operator changed in a failed message. The first row of a message has it as it was sent.
create table message_edits (
    edit_id        bigint      not null generated always as identity,
    message_id     uuid        not null,
    partition      int         not null,
    edited_at      timestamptz not null default clock_timestamp(),
    edited_by      text        not null,
    reason         text        not null,
    headers_before json        not null,
    body_before    bytea       not null,
    headers_after  json        not null,
    body_after     bytea       not null,
    constraint message_edits_pkey primary key (edit_id)
);

create index message_edits_message_id_idx on message_edits (message_id, partition);

-- A retry of many messages goes in stages, and stops by itself when too many fail again.
create table retry_operations (
    operation_id    uuid        not null,
    selection       jsonb       not null,
    status          text        not null,
    note            text,
    ramp            int[]       not null,
    stage           int         not null default 0,
    rate_per_second int         not null,
    stop_at_share   numeric     not null,
    total           int         not null,
    created_at      timestamptz not null default clock_timestamp(),
    created_by      text        not null,
    reason          text,
    changed_at      timestamptz not null default clock_timestamp(),
    changed_by      text        not null,
    judged_since    timestamptz not null default clock_timestamp(),
    driven_until    timestamptz,
    driven_by       uuid,
    constraint retry_operations_pkey primary key (operation_id),
    constraint retry_operations_status_check
        check (status in ('running', 'paused', 'stopped', 'cancelled', 'completed')),
    constraint retry_operations_rate_check check (rate_per_second > 0),
    constraint retry_operations_stop_at_share_check check (stop_at_share between 0 and 1)
);

create index retry_operations_open_idx on retry_operations (created_at) where status = 'running';
create index retry_operations_created_at_idx on retry_operations (created_at desc, operation_id);

-- Failed messages are sent as they stand when their turn comes. One that never failed comes from a trace, and is kept
-- here as it was.
create table retry_items (
    operation_id uuid        not null,
    ordinal      int         not null,
    message_id   uuid        not null,
    partition    int         not null,
    type         text        not null,
    source       text        not null default 'failed',
    state        text        not null default 'waiting',
    sent_at      timestamptz,
    ended_at     timestamptz,
    headers      json,
    body         bytea,
    constraint retry_items_pkey primary key (operation_id, ordinal),
    constraint retry_items_message_key unique (operation_id, message_id, partition),
    constraint retry_items_source_check check (source in ('failed', 'resolved', 'trace')),
    constraint retry_items_trace_check check ((source = 'trace') = (headers is not null and body is not null)),
    constraint retry_items_state_check check (state in ('waiting', 'sent', 'done', 'already_done', 'failed', 'skipped'))
);

create index retry_items_state_idx on retry_items (operation_id, state, ordinal);

-- Who did what to messages, timeouts and operations, and why.
create table operator_actions (
    action_id bigint      not null generated always as identity,
    at        timestamptz not null default clock_timestamp(),
    actor     text        not null,
    action    text        not null,
    target    text        not null,
    reason    text,
    details   jsonb,
    constraint operator_actions_pkey primary key (action_id)
);
