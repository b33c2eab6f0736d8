using System.Net;
using System.Net.Sockets;
using BillingEngine.Postgres.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests.Embedded;

[Trait("Category", "Slow")]
public sealed class When_the_surroundings_are_difficult
{
    readonly EmbeddedPostgresOptions options = new(TestFolders.New()) { SharedBuffersMegabytes = 16 };

    [Fact]
    public async Task Should_take_another_port_when_the_chosen_one_was_taken_meanwhile()
    {
        using var rival = new TcpListener(IPAddress.Loopback, 0);
        rival.Start();
        var taken = ((IPEndPoint)rival.LocalEndpoint).Port;
        var ports = new Queue<int>([taken, FreePort()]);
        var folder = DataFolder.Open(options.DataDirectory);
        var binaries = await ServerBinaries.Find(null, options, CancellationToken.None);
        var account = await ServerAccount.Find(folder, binaries, null, CancellationToken.None);
        await ClusterInit.Run(folder, binaries, account, CancellationToken.None);
        var control = new ServerControl(folder, binaries, account, options) { NextPort = ports.Dequeue };

        var found = await control.AttachOrStart(CancellationToken.None);

        await control.Stop();
        Assert.NotEqual(taken, found.Server.Port);
        Assert.Empty(ports);
    }

    [Fact]
    public async Task Should_refuse_a_port_that_was_asked_for_and_is_taken()
    {
        using var rival = new TcpListener(IPAddress.Loopback, 0);
        rival.Start();
        var port = ((IPEndPoint)rival.LocalEndpoint).Port;

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.Start(options with { Port = port }, CancellationToken.None));

        Assert.Contains("Address already in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_use_tcp_when_the_path_is_too_long_for_a_socket()
    {
        var deep = Path.Combine(options.DataDirectory, new string('d', 100));

        await using var server = await EmbeddedPostgres.Start(
            options with { DataDirectory = deep }, CancellationToken.None);

        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(server.ConnectionString).Host);
        Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_take_a_path_with_odd_characters_and_use_a_socket_there()
    {
        var odd = Path.Combine(options.DataDirectory, "it's; a (path)");

        await using var server = await EmbeddedPostgres.Start(
            options with { DataDirectory = odd }, CancellationToken.None);

        Assert.Equal(Path.Combine(odd, "run"), new NpgsqlConnectionStringBuilder(server.ConnectionString).Host);
        Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_run_below_a_folder_that_only_root_may_enter()
    {
        // Only root has a parent folder that is closed to the user the server runs as.
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(options.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        var below = Path.Combine(options.DataDirectory, "data");

        await using var server = await EmbeddedPostgres.Start(
            options with { DataDirectory = below }, CancellationToken.None);
        await using var attached = await EmbeddedPostgres.Start(
            options with { DataDirectory = below }, CancellationToken.None);

        Assert.True(attached.WasRunning);
        Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Should_give_each_test_a_database_of_its_own()
    {
        var databases = await Task.WhenAll(TestCluster.NewDatabase(), TestCluster.NewDatabase());

        foreach (var database in databases)
            await Sql.Run(database, "create table mine (id bigint)");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
