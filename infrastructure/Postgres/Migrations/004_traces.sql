-- What each unit of work did of each conversation: one row, removed with its whole day. Days get tables of their own
-- ahead of time; what no table was made for lands in the last one, so that no commit ever fails for want of one.
create table traces (
    conversation_id uuid        not null,
    at              timestamptz not null,
    has_failure     boolean     not null,
    data            bytea       not null
) partition by range (at);

create index traces_conversation_id_idx on traces (conversation_id);

create table traces_other partition of traces default;
