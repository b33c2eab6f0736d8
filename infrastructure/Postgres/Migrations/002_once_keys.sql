-- What may happen only once in a stream has a key there. It is null for events that may happen again, and for all
-- events from before this migration: the events do not tell their keys to SQL, so those are guarded as they were, by
-- the engine's bookkeeping alone.
alter table events add column once_key uuid;

-- Made after events_stream_version_key, so it is checked after it: an event that was decided on an old version of its
-- stream is a conflict, and only one that was decided in full knowledge of the first is a repetition.
create unique index events_once_key on events (stream_id, once_key) where once_key is not null;
