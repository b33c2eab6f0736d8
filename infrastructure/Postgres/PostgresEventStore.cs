using System.Runtime.CompilerServices;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Reads the log page by page, each page in a statement of its own, so that no reader holds a transaction open.</summary>
sealed class PostgresEventStore(NpgsqlDataSource database, string workerConnectionString) : IEventStore
{
    const int PageSize = 1000;

    const string SelectStream = $"""
        select {EventRow.Columns}
        from events where stream_id = $1 and stream_version >= $2
        order by stream_version limit $3
        """;

    const string SelectPartition = $"""
        select {EventRow.Columns}
        from events where partition = $1 and position > $2 and occurred_at >= $3
        order by position limit $4
        """;

    const string SelectPartitionNumbers = "select partition from partitions order by partition";

    public async Task<CommitOutcome> Append(
        PartitionLease lease, Guid streamId, int expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        using var connection = new WorkerConnection(workerConnectionString);
        await using var units = new PostgresUnitStore(connection, connection, []);
        return await units.Commit(AppendedEvents.Of(lease, streamId, expectedVersion, events), ct);
    }

    public async IAsyncEnumerable<StoredEvent> ReadStream(
        Guid streamId, int fromVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await ReadPage(
                SelectStream, ct, new() { Value = streamId }, new() { Value = fromVersion }, new() { Value = PageSize });
            foreach (var e in page)
                yield return e;
            if (page.Count < PageSize)
                yield break;
            fromVersion = page[^1].StreamVersion + 1;
        }
    }

    public IAsyncEnumerable<StoredEvent> ReadPartition(int partition, long afterPosition, CancellationToken ct) =>
        ReadPartition(partition, afterPosition, DateTimeOffset.MinValue, ct);

    public IAsyncEnumerable<StoredEvent> ReadPartition(int partition, DateTimeOffset from, CancellationToken ct) =>
        ReadPartition(partition, afterPosition: 0, from, ct);

    public async IAsyncEnumerable<StoredEvent> ReadAll(
        IReadOnlyDictionary<int, long> afterPositions, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in await Partitions(ct))
        {
            await foreach (var e in ReadPartition(partition, afterPositions.GetValueOrDefault(partition), ct))
                yield return e;
        }
    }

    public async IAsyncEnumerable<StoredEvent> ReadAll(DateTimeOffset from, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in await Partitions(ct))
        {
            await foreach (var e in ReadPartition(partition, from, ct))
                yield return e;
        }
    }

    async IAsyncEnumerable<StoredEvent> ReadPartition(
        int partition, long afterPosition, DateTimeOffset from, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await ReadPage(
                SelectPartition,
                ct,
                new() { Value = partition },
                new() { Value = afterPosition },
                new() { Value = from.ToUniversalTime() },
                new() { Value = PageSize });
            foreach (var e in page)
                yield return e;
            if (page.Count < PageSize)
                yield break;
            afterPosition = page[^1].Position;
        }
    }

    async Task<List<StoredEvent>> ReadPage(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<StoredEvent> page = [];
        while (await reader.ReadAsync(ct))
            page.Add(EventRow.Read(reader));
        return page;
    }

    async Task<List<int>> Partitions(CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectPartitionNumbers);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<int> partitions = [];
        while (await reader.ReadAsync(ct))
            partitions.Add(reader.GetInt32(0));
        return partitions;
    }
}
