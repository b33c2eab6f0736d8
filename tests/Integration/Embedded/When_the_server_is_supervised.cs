using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BillingEngine.Postgres.Embedded;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Integration.Tests.Embedded;

[Trait("Category", "Slow")]
public sealed class When_the_server_is_supervised : ILogger
{
    readonly EmbeddedPostgresOptions options = new(TestFolders.New()) { SharedBuffersMegabytes = 16 };
    readonly ConcurrentQueue<(int Event, string Text)> told = [];

    [Fact]
    public async Task Should_be_there_again_on_the_same_port_for_all_its_users()
    {
        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        await using var other = await EmbeddedPostgres.Start(options, CancellationToken.None);
        await using var one = server.KeepRunning(this);
        await using var two = other.KeepRunning(this);

        Kill(server.ProcessId);
        await Until(() => Times(132) == 2);

        Assert.Equal(1, await Sql.Run(server.ConnectionString, "select 1"));
        Assert.Equal(1, await Sql.Run(other.ConnectionString, "select 1"));
        Assert.Single(told, line => line.Text.Contains("was started", StringComparison.Ordinal));
        Assert.Single(told, line => line.Text.Contains("was found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_say_once_that_it_cannot_be_had_and_try_no_more()
    {
        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        var port = new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
        var folder = DataFolder.Open(options.DataDirectory);
        var binaries = await ServerBinaries.Find(null, options, CancellationToken.None);
        var account = await ServerAccount.Find(folder, binaries, null, CancellationToken.None);
        var control = new ServerControl(folder, binaries, account, options);
        var pace = new SupervisionPace { Attempts = 3, Backoff = TimeSpan.FromMilliseconds(10) };
        var alone = await FolderLock.Exclusive(folder.StartLock, TimeSpan.FromSeconds(5), CancellationToken.None);
        await using var supervisor = new ServerSupervisor(
            folder, control, new RunningServer(server.ProcessId, port, Ready: true), pace, this);

        Kill(server.ProcessId);
        await Until(() => Times(131) == 1);
        using var rival = new TcpListener(IPAddress.Loopback, port);
        rival.Start();
        alone!.Dispose();
        await Until(() => Times(134) == 1);

        Assert.Equal(3, Times(133));
        Assert.Equal(134, told.Last().Event);
        Assert.Contains("Address already in use", told.First(line => line.Event == 133).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stay_away_once_nobody_uses_it()
    {
        var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        var supervision = server.KeepRunning(this);

        await supervision.DisposeAsync();
        await server.DisposeAsync();
        await Task.Delay(1000);

        Assert.Empty(told);
        Assert.False(File.Exists(Path.Combine(options.DataDirectory, "pgdata", "postmaster.pid")));
    }

    [Fact]
    public async Task Should_keep_its_port_from_start_to_start_unless_it_is_taken()
    {
        var first = await PortOfAStart();

        Assert.Equal(first, await PortOfAStart());
        using var rival = new TcpListener(IPAddress.Loopback, first);
        rival.Start();
        Assert.NotEqual(first, await PortOfAStart());
    }

    async Task<int> PortOfAStart()
    {
        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
    }

    int Times(int id) => told.Count(line => line.Event == id);

    async Task Until(Func<bool> condition)
    {
        for (var waiting = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(60), string.Join("\n", told.Select(line => line.Text)));
    }

    static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        told.Enqueue((eventId.Id, formatter(state, exception)));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
}
