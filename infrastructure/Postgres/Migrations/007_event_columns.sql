-- Where an event comes from takes columns of its own, and its content stays the text that was written: both are parsed
-- no more, and a row is a third shorter. Fixed widths first, so that nothing is lost to alignment.
alter table events rename to events_before;
alter table events_before rename constraint events_position_check to events_before_position_check;
alter table events_before rename constraint events_stream_version_check to events_before_stream_version_check;

create table events (
    partition       int         not null,
    stream_version  int         not null,
    position        bigint      not null,
    occurred_at     timestamptz not null,
    stream_id       uuid        not null,
    once_key        uuid,
    message_id      uuid        not null,
    causation_id    uuid,
    conversation_id uuid        not null,
    correlation_id  text        not null,
    type            text        not null,
    data            json        not null,
    constraint events_position_check check (position > 0),
    constraint events_stream_version_check check (stream_version > 0)
);

insert into events
select partition, stream_version, position, occurred_at, stream_id, once_key,
    (metadata->>'messageId')::uuid,
    (metadata->>'causationId')::uuid,
    coalesce(metadata->>'conversationId', metadata->>'messageId')::uuid,
    coalesce(metadata->>'correlationId', ''),
    type, data
from events_before order by occurred_at, partition, position;

-- It is written down again below, over the new table.
drop view sound_snapshots;
drop table events_before;

alter table events add constraint events_pkey primary key (partition, position);
alter table events add constraint events_stream_version_key unique (stream_id, stream_version);
create unique index events_once_key on events (stream_id, once_key) where once_key is not null;
create index events_occurred_at_idx on events using brin (occurred_at);

create view sound_snapshots as
select s.stream_id, s.version, s.schema, s.state, s.created_at, s.updated_at
from snapshots s
where s.checksum = substr(
        sha256(uuid_send(s.stream_id) || int4send(s.version) || convert_to(s.schema, 'UTF8') || s.state), 1, 8)
  and s.updated_at = (
        select e.occurred_at from events e where e.stream_id = s.stream_id and e.stream_version = s.version);
