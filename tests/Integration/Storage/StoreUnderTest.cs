using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>A store on which the compliance suite runs: how to open it, and what its seams do not show.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>Partitions of each endpoint.</summary>
    public abstract int Partitions { get; }

    /// <summary>Another process on the same database.</summary>
    public abstract Task<IStorage> Open();

    public abstract Task<IReadOnlyList<FailedMessage>> FailedMessages();

    /// <summary>Changes what is stored of a snapshot, behind the store's back.</summary>
    public abstract Task SpoilSnapshot(Guid streamId, int version);

    public abstract ValueTask DisposeAsync();
}

sealed class InMemoryStore : StoreUnderTest
{
    readonly InMemoryDatabase _database = new(partitionsPerEndpoint: 4);

    public override int Partitions => 4;

    public override Task<IStorage> Open() => Task.FromResult<IStorage>(new InMemoryStorage(_database));

    public override Task<IReadOnlyList<FailedMessage>> FailedMessages() => Task.FromResult(_database.FailedMessages);

    public override Task SpoilSnapshot(Guid streamId, int version)
    {
        var ofStream = _database.Snapshots[streamId];
        ofStream[version] = ofStream[version] with
        {
            Snapshot = ofStream[version].Snapshot with { State = Some.Json("""{"balance":"8"}""") },
        };
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <param name="route">Way to the server, when it is not to be the direct one.</param>
sealed class PostgresStore(Func<string, string>? route = null) : StoreUnderTest
{
    const string SelectFailed = """
        select message_id, type, partition, failed_at, headers::text, body, endpoint, exception_type, exception_message,
            exception, attempts
        from failed_messages order by message_id
        """;

    readonly Stack<IAsyncDisposable> _opened = [];
    string? _direct;
    string? _routed;

    public override int Partitions => 16;

    public override async Task<IStorage> Open() => await Open([]);

    public async Task<PostgresStorage> Open(IReadOnlyList<IInlineProjection> projections, params MigrationSource[] more)
    {
        var pool = Keep(PostgresStorage.OpenDatabase(await RoutedConnectionString()));
        await Migrator.Migrate(pool, [PostgresStorage.Migrations, .. more], CancellationToken.None);
        var scheduler = new SystemScheduler(TimeProvider.System);
        return Keep(await PostgresStorage.Open(
            pool, projections, scheduler, new SystemRandomSource(), CancellationToken.None));
    }

    public async Task<string> ConnectionString() => _direct ??= await TestCluster.NewDatabase();

    public override async Task<IReadOnlyList<FailedMessage>> FailedMessages()
    {
        await using var pool = NpgsqlDataSource.Create(await ConnectionString());
        await using var command = pool.CreateCommand(SelectFailed);
        await using var reader = await command.ExecuteReaderAsync();
        List<FailedMessage> failed = [];
        while (await reader.ReadAsync())
            failed.Add(new FailedMessage(
                new TransportMessage(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetInt32(2),
                    default,
                    System.Text.Encoding.UTF8.GetBytes(reader.GetString(4)),
                    reader.GetFieldValue<byte[]>(5)),
                reader.GetString(6),
                reader.GetString(7),
                reader.GetString(8),
                reader.GetString(9),
                reader.GetInt32(10),
                reader.GetFieldValue<DateTimeOffset>(3)));
        return failed;
    }

    public override async Task SpoilSnapshot(Guid streamId, int version)
    {
        await using var pool = NpgsqlDataSource.Create(await ConnectionString());
        await using var command = pool.CreateCommand(
            "update snapshots set state = '{\"balance\":\"8\"}' where stream_id = $1 and version = $2");
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = version });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var part))
            await part.DisposeAsync();
    }

    async Task<string> RoutedConnectionString()
    {
        var direct = await ConnectionString();
        return _routed ??= route?.Invoke(direct) ?? direct;
    }

    TPart Keep<TPart>(TPart part)
        where TPart : IAsyncDisposable
    {
        _opened.Push(part);
        return part;
    }
}
