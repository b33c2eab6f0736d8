-- The keys of one transaction are neighbours, whichever streams they are in: its debit, its credit and its end now share a
-- page of this index. By stream first, each was on a page of its own, anywhere in the stream's part of the index.
-- As before it is made after events_stream_version_key, and so checked after it (002_once_keys.sql).
drop index events_once_key;
create unique index events_once_key on events (once_key, stream_id) where once_key is not null;
