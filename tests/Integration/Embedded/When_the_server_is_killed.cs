using System.Diagnostics;
using BillingEngine.Postgres.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests.Embedded;

[Trait("Category", "Slow")]
public sealed class When_the_server_is_killed
{
    readonly EmbeddedPostgresOptions options = new(TestFolders.New()) { SharedBuffersMegabytes = 16 };

    [Fact]
    public async Task Should_recover_with_every_acknowledged_write()
    {
        await using var killed = await EmbeddedPostgres.Start(options, CancellationToken.None);
        await Sql.Run(killed.ConnectionString, "create table written (number bigint primary key)");
        var acknowledged = 0L;
        var writing = Write(killed.ConnectionString, number => Volatile.Write(ref acknowledged, number));
        while (Volatile.Read(ref acknowledged) < 50)
            await Task.Delay(5);

        Kill(killed.ProcessId, withSessions: true);
        await Assert.ThrowsAnyAsync<Exception>(() => writing);

        await using var recovered = await EmbeddedPostgres.Start(options, CancellationToken.None);
        Assert.False(recovered.WasRunning);
        var highest = (long)(await Sql.Run(recovered.ConnectionString, "select max(number) from written"))!;
        Assert.InRange(highest, acknowledged, acknowledged + 1);
    }

    [Fact]
    public async Task Should_not_be_barred_by_sessions_that_outlive_it()
    {
        await using var killed = await EmbeddedPostgres.Start(options, CancellationToken.None);
        var sleeping = Sql.Run(killed.ConnectionString, "select count(*) from generate_series(1, 1000000000)");
        await Task.Delay(200);

        Kill(killed.ProcessId, withSessions: false);

        await using var recovered = await EmbeddedPostgres.Start(options, CancellationToken.None);
        Assert.Equal(1, await Sql.Run(recovered.ConnectionString, "select 1"));
        await Assert.ThrowsAnyAsync<Exception>(() => sleeping);
    }

    [Fact]
    public async Task Should_start_though_its_process_id_is_in_use_again()
    {
        await (await EmbeddedPostgres.Start(options, CancellationToken.None)).DisposeAsync();
        var stale = $"{Environment.ProcessId}\n{options.DataDirectory}/pgdata\n1\n5432\n\n\n  1 1\nready\n";
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "pgdata", "postmaster.pid"), stale);

        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);

        Assert.False(server.WasRunning);
        Assert.NotEqual(Environment.ProcessId, server.ProcessId);
    }

    static async Task Write(string connectionString, Action<long> acknowledge)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand("insert into written values ($1)", connection);
        var number = insert.Parameters.Add(new NpgsqlParameter());
        for (var next = 1L; ; next++)
        {
            number.Value = next;
            await insert.ExecuteNonQueryAsync();
            acknowledge(next);
        }
    }

    static void Kill(int processId, bool withSessions)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill(entireProcessTree: withSessions);
        process.WaitForExit();
    }
}
