using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

public sealed class When_reading_beside_a_worker() : StorageTest(new PostgresStore())
{
    const string HoldEvents = "begin; lock table events in access exclusive mode";

    const string SelectReadersThatWait = "select count(*) from pg_locks where not granted and database = "
        + "(select oid from pg_database where datname = current_database())";

    const string InsertSnapshot = """
        insert into snapshots (stream_id, version, schema, state, checksum, created_at, updated_at)
        select stream_id, 2, 'account.1', '{}',
            substr(sha256(uuid_send(stream_id) || int4send(2) || convert_to('account.1{}', 'UTF8')), 1, 8),
            occurred_at, occurred_at
        from events where stream_version = 2;
        commit
        """;

    /// <summary>A snapshot that comes between the look for it and the events after it would leave a gap.</summary>
    [Fact]
    public async Task Should_see_one_snapshot_per_read()
    {
        var stream = Some.Id();
        await Worker.Append(stream, 1, 3);
        await using var reader = Storage.OpenReader();
        await using var pool = NpgsqlDataSource.Create(await ((PostgresStore)Store).ConnectionString());
        await using var other = await pool.OpenConnectionAsync();
        await Run(other, HoldEvents);

        var reading = Task.Run(() => Read(reader, stream));
        for (var waits = 0; await Run(other, SelectReadersThatWait) is 0L && waits < 100; waits++)
            await Task.Delay(50);
        await Run(other, InsertSnapshot);

        var slice = await reading;
        Assert.Null(slice.Snapshot);
        Assert.Equal([1, 2, 3], slice.Events.Select(e => e.StreamVersion));
        slice = await Task.Run(() => Read(reader, stream));
        Assert.Equal(2, slice.Snapshot?.Version);
        Assert.Equal([3], slice.Events.Select(e => e.StreamVersion));
    }

    [Fact]
    public async Task Should_not_be_able_to_write()
    {
        await using var reader = Storage.OpenReader();
        var changes = EverythingAt(Lease);

        var outcome = await Task.Run(() => ((IUnitStore)reader).Commit(changes, CancellationToken.None));

        var refused = Assert.IsType<CommitOutcome.RolledBack>(outcome);
        Assert.Equal(
            PostgresErrorCodes.ReadOnlySqlTransaction, Assert.IsType<PostgresException>(refused.Cause).SqlState);
        await NothingOf(changes, Lease);
    }

    static async Task<StreamSlice> Read(IUnitReader reader, Guid stream)
    {
        var wanted = new PrefetchRequest();
        wanted.Streams.Add(stream);
        return (await reader.Prefetch(wanted, CancellationToken.None)).Streams.GetValueOrDefault(stream, new());
    }

    static async Task<object?> Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
