using System.Collections.Concurrent;
using System.Globalization;
using BillingEngine.Integration.Tests.Storage.Faults;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Ordering;

/// <summary>
/// Readers that keep one position per partition, while transactions are slow, rolled back and fenced. The control does
/// what is often done instead, and must lose events: else this harness could not see it.
/// </summary>
public sealed class When_readers_follow_writers : IAsyncLifetime
{
    const int Seed = 20250330;
    const int Units = 250;

    readonly ConcurrentDictionary<int, List<StoredEvent>> _written = new() { [0] = [], [1] = [] };

    PostgresStore Store { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Store.DisposeAsync().AsTask();

    [Fact]
    public async Task Should_see_every_event_once_and_in_order()
    {
        var storage = await Store.Open();
        await storage.Ownership.Install([TestWorker.Endpoint], CancellationToken.None);
        var writing = Task.WhenAll(Enumerable.Range(0, 2).Select(partition => Task.Run(() => Write(partition))));

        var seen = await Task.WhenAll(Enumerable.Range(0, 2).Select(partition => Task.Run(
            () => Follow(storage.Events, partition, writing))));

        await writing;
        foreach (var partition in (int[])[0, 1])
        {
            Assert.InRange(_written[partition].Count, Units / 2, Units * 3);
            Assert.Equal(_written[partition].Select(Identity), seen[partition].Select(Identity));
            Assert.Equal(
                Enumerable.Range(1, seen[partition].Count).Select(position => (long)position),
                seen[partition].Select(e => e.Position));
            Assert.All(
                seen[partition].GroupBy(e => e.StreamId),
                stream => Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(e => e.StreamVersion)));
        }
    }

    [Fact]
    public async Task Should_lose_events_when_they_follow_a_global_sequence_instead()
    {
        await using var pool = NpgsqlDataSource.Create(await Store.ConnectionString());
        await Execute(pool, "create table naive (position bigint primary key generated always as identity)");
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteNaively(pool, writer))));

        HashSet<long> seen = [];
        var checkpoint = 0L;
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            foreach (var position in await After(pool, checkpoint))
            {
                seen.Add(position);
                checkpoint = position;
            }
        }

        await writing;
        Assert.NotEmpty((await After(pool, 0)).Except(seen));
    }

    async Task Write(int partition)
    {
        var random = new Random(Seed + partition);
        var extra = new ExtraStatement { Text = () => Trouble(random) };
        var storage = await Store.Open([extra]);
        await using var worker = await TestWorker.Start(storage, partition);
        Guid[] streams = [Some.Id(), Some.Id(), Some.Id()];
        var versions = new int[3];
        for (var unit = 0; unit < Units; unit++)
        {
            var stream = random.Next(3);
            var lease = random.Next(20) == 0 ? worker.Lease(partition) with { Epoch = 0 } : worker.Lease(partition);
            var changes = new UnitChanges
            {
                UnitId = Some.Id(),
                Leases = [lease],
                Events = Some.Events(lease, streams[stream], versions[stream] + 1, random.Next(1, 4)),
            };
            if (await worker.Commit(changes) is not CommitOutcome.Committed)
                continue;
            versions[stream] += changes.Events.Count;
            _written[partition].AddRange(changes.Events.Select(e => e.Stored));
        }
    }

    /// <summary>One transaction in five is rolled back, and all take their time about it.</summary>
    static string Trouble(Random random)
    {
        var sleep = string.Create(CultureInfo.InvariantCulture, $"pg_sleep({random.NextDouble() * 0.01})");
        return random.Next(5) == 0 ? $"select {sleep}, 1 / 0" : $"select {sleep}";
    }

    static async Task<List<StoredEvent>> Follow(IEventStore events, int partition, Task writing)
    {
        List<StoredEvent> seen = [];
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var after = seen.Count == 0 ? 0 : seen[^1].Position;
            await foreach (var e in events.ReadPartition(partition, after, CancellationToken.None))
                seen.Add(e);
        }

        return seen;
    }

    static async Task WriteNaively(NpgsqlDataSource pool, int writer)
    {
        var random = new Random(Seed + writer);
        for (var unit = 0; unit < 100; unit++)
        {
            await using var connection = await pool.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("insert into naive default values", connection);
            await insert.ExecuteNonQueryAsync();
            await Task.Delay(random.Next(10));
            if (random.Next(5) != 0)
                await transaction.CommitAsync();
        }
    }

    static async Task<List<long>> After(NpgsqlDataSource pool, long checkpoint)
    {
        await using var command = pool.CreateCommand(
            "select position from naive where position > $1 order by position");
        command.Parameters.Add(new() { Value = checkpoint });
        await using var reader = await command.ExecuteReaderAsync();
        List<long> positions = [];
        while (await reader.ReadAsync())
            positions.Add(reader.GetInt64(0));
        return positions;
    }

    static async Task Execute(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static (Guid, int) Identity(StoredEvent e) => (e.StreamId, e.StreamVersion);
}
