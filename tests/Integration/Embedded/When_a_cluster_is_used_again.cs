using BillingEngine.Postgres.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests.Embedded;

[Trait("Category", "Slow")]
public sealed class When_a_cluster_is_used_again
{
    readonly EmbeddedPostgresOptions options = new(TestFolders.New()) { SharedBuffersMegabytes = 16 };

    [Fact]
    public async Task Should_keep_data_over_a_stop()
    {
        await using (var first = await EmbeddedPostgres.Start(options, CancellationToken.None))
        {
            await Sql.Run(first.ConnectionString, "create table kept as select 42 as answer");
            Assert.False(first.WasRunning);
        }

        await using var second = await EmbeddedPostgres.Start(options, CancellationToken.None);

        Assert.False(second.WasRunning);
        Assert.Equal(42, await Sql.Run(second.ConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task Should_attach_to_a_running_server_and_stop_it_with_the_last_one_out()
    {
        var first = await EmbeddedPostgres.Start(options, CancellationToken.None);
        var second = await EmbeddedPostgres.Start(options, CancellationToken.None);
        Assert.True(second.WasRunning);
        Assert.Equal(first.ProcessId, second.ProcessId);

        await first.DisposeAsync();
        Assert.Equal(1, await Sql.Run(second.ConnectionString, "select 1"));

        await second.DisposeAsync();
        Assert.False(File.Exists(Path.Combine(options.DataDirectory, "pgdata", "postmaster.pid")));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Sql.Run(second.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_wait_while_the_last_one_to_leave_is_stopping_it()
    {
        await (await EmbeddedPostgres.Start(options, CancellationToken.None)).DisposeAsync();
        var leaving = FolderLock.TryExclusive(Path.Combine(options.DataDirectory, "start.lock"));
        var last = FolderLock.TryExclusive(Path.Combine(options.DataDirectory, "lock"));

        var starting = Task.Run(() => EmbeddedPostgres.Start(options, CancellationToken.None));
        await Task.Delay(300);
        var isWaiting = !starting.IsCompleted;
        await last!.DisposeAsync();
        await leaving!.DisposeAsync();

        Assert.True(isWaiting);
        await using var again = await starting;
        Assert.Equal(1, await Sql.Run(again.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_serve_two_that_start_at_once_on_an_empty_folder()
    {
        var both = await Task.WhenAll(
            Task.Run(() => EmbeddedPostgres.Start(options, CancellationToken.None)),
            Task.Run(() => EmbeddedPostgres.Start(options, CancellationToken.None)));

        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
        Assert.Single(both, server => server.WasRunning);
        foreach (var server in both)
        {
            Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Should_start_over_when_making_the_cluster_was_interrupted()
    {
        Directory.CreateDirectory(Path.Combine(options.DataDirectory, "pgdata.new-0badc0de", "base"));
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "password.new"), "half");

        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);

        Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
        Assert.Empty(Directory.GetFileSystemEntries(options.DataDirectory, "pgdata.new*"));
    }

    [Fact]
    public async Task Should_refuse_a_folder_in_use_by_another_container()
    {
        await using var first = await EmbeddedPostgres.Start(options, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "namespace"), "pid:[1]");

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.Start(options, CancellationToken.None));

        Assert.Contains("another container", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Sql.Run(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_leave_nothing_behind_when_the_start_is_cancelled()
    {
        await (await EmbeddedPostgres.Start(options, CancellationToken.None)).DisposeAsync();

        for (var patience = 10; patience < 400; patience += 30)
        {
            using var soon = new CancellationTokenSource(patience);
            try
            {
                await (await EmbeddedPostgres.Start(options, soon.Token)).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                Assert.False(File.Exists(Path.Combine(options.DataDirectory, "pgdata", "postmaster.pid")));
            }
        }

        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        Assert.False(server.WasRunning);
    }

    [Fact]
    public async Task Should_be_safe_and_private()
    {
        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);

        foreach (var (setting, value) in new[]
        {
            ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("data_checksums", "on"),
            ("listen_addresses", "127.0.0.1"), ("password_encryption", "scram-sha-256"), ("server_encoding", "UTF8"),
        })
            Assert.Equal(value, await Sql.Run(server.ConnectionString, $"select current_setting('{setting}')"));
        Assert.Contains("Include Error Detail=False", server.ConnectionString, StringComparison.OrdinalIgnoreCase);
    }
}
