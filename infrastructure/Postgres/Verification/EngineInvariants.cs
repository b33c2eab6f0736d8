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
    ];
}
