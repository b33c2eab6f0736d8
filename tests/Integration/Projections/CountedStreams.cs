using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Integration.Tests.Projections;

/// <summary>
/// Counts the events of each stream, and notices when one is missed or comes twice. Short, as any model may be.
/// </summary>
sealed class CountedStreams(int version = 1) : IProjection
{
    public const string Table = """
        create table counted_streams (
            stream_id uuid not null,
            events    int  not null,
            version   int  not null,
            constraint counted_streams_pkey primary key (stream_id)
        );
        create index counted_streams_events_idx on counted_streams (events)
        """;

    const string Count = """
        insert into counted_streams (stream_id, events, version)
        select stream_id, count(*)::int, max(version) from unnest($1, $2) as seen(stream_id, version)
        group by stream_id
        on conflict (stream_id) do update
        set events = counted_streams.events + excluded.events, version = excluded.version
        """;

    public string Name => "counted_streams";

    public int Version => version;

    public IReadOnlyList<string> Tables => ["counted_streams"];

    public IReadOnlyList<Type> Events =>
        [typeof(AccountDebited), typeof(AccountCredited), typeof(TransactionCompleted)];

    /// <summary>Partitions of the events of the first batch.</summary>
    public IReadOnlySet<int>? FirstBatch { get; private set; }

    public Task Project(ProjectionBatch batch, CancellationToken ct)
    {
        FirstBatch ??= batch.Events.Select(e => e.Stored.Partition).ToHashSet();
        Sql.Add(
            batch.Statements,
            Count,
            Sql.Ids(batch.Events.Select(e => e.Stored.StreamId)),
            Sql.Ints(batch.Events.Select(e => e.Stored.StreamVersion)));
        return Task.CompletedTask;
    }
}
