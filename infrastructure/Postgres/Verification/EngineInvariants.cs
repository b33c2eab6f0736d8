namespace BillingEngine.Postgres.Verification;

/// <summary>What must hold of the log and of the engine's own tables, whatever the events say.</summary>
public static class EngineInvariants
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(
            "positions-dense",
            "each partition's events are numbered from 1 without a gap, up to where its row says it stands",
            """
            select format('partition %s: %s events, last position %s, row says %s',
                       p.partition, count(e.position), coalesce(max(e.position), 0), p.position)
            from partitions p left join events e on e.partition = p.partition
            group by p.partition, p.position
            having count(e.position) <> p.position or coalesce(max(e.position), 0) <> p.position
            """),
        new(
            "streams-contiguous",
            "each stream's versions run from 1 without a gap",
            """
            select format('stream %s: %s events, versions %s to %s', stream_id, count(*), min(stream_version), max(stream_version))
            from events group by stream_id
            having min(stream_version) <> 1 or max(stream_version) <> count(*)
            """),
        new(
            "events-in-known-partitions",
            "each event lies in a partition of an endpoint",
            """
            select format('event %s of partition %s', e.position, e.partition)
            from events e where not exists (select from partitions p where p.partition = e.partition)
            """),
        new(
            "snapshots-not-ahead",
            "no snapshot is of a version that its stream does not have",
            """
            select format('stream %s: snapshot of version %s', s.stream_id, s.version)
            from snapshots s
            where not exists (select from events e where e.stream_id = s.stream_id and e.stream_version = s.version)
            """),
        new(
            "snapshots-sound",
            "each snapshot is what was written, as its checksum tells, of the event that it was taken after",
            """
            select format('stream %s: snapshot of version %s', s.stream_id, s.version)
            from snapshots s
            where not exists (select from sound_snapshots u where u.stream_id = s.stream_id and u.version = s.version)
              and exists (select from events e where e.stream_id = s.stream_id and e.stream_version = s.version)
            """),
        new(
            "parked-have-blocked-keys",
            "each parked message has a key that is blocked",
            """
            select format('message %s of key %s in partition %s', q.message_id, q.order_key, q.partition)
            from queue q
            where q.kind = 'parked' and not exists (
                select from blocked_keys b where b.partition = q.partition and b.order_key = q.order_key)
            """),
        new(
            "blocked-keys-have-heads",
            "the message that a blocked key waits for is in the queue, or among the failed ones and not given up",
            """
            select format('key %s in partition %s: head %s', b.order_key, b.partition, b.message_id)
            from blocked_keys b
            where not exists (
                select from queue q
                where q.message_id = b.message_id and q.partition = b.partition and q.kind <> 'parked')
              and not exists (
                select from failed_messages f
                where f.message_id = b.message_id and f.partition = b.partition and f.status in ('failed', 'retrying'))
            """),
        new(
            "parked-counted",
            "each blocked key counts the messages that are parked behind its head",
            """
            select format('key %s in partition %s: %s parked, row says %s',
                       b.order_key, b.partition, count(q.sequence), b.parked)
            from blocked_keys b
            left join queue q on q.partition = b.partition and q.order_key = b.order_key and q.kind = 'parked'
            group by b.partition, b.order_key, b.parked
            having count(q.sequence) <> b.parked
            """),
        new(
            "retries-have-work",
            "each failed message that is being retried is in the queue, or its turn in an open retry is to come",
            """
            select format('message %s in partition %s', f.message_id, f.partition)
            from failed_messages f
            where f.status = 'retrying'
              and not exists (
                select from queue q where q.message_id = f.message_id and q.partition = f.partition)
              and not exists (
                select from retry_items i join retry_operations o on o.operation_id = i.operation_id
                where i.message_id = f.message_id and i.partition = f.partition and i.state = 'waiting'
                  and o.status in ('running', 'paused'))
            """),
    ];
}
