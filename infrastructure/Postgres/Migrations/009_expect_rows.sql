-- A unit of work is one batch of statements, whose end commits it. What must hold of it is therefore said to the server,
-- which fails the batch where it does not. The codes are in PostgresFault.
create function expect_rows(actual bigint, expected int, code text) returns void language plpgsql as $$
begin
    if actual <> expected then
        raise exception '% rows were to be changed, but % were as they had been read.', expected, actual using errcode = code;
    end if;
end $$;
