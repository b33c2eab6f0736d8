using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BillingEngine.Postgres.Embedded;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_everything_is_killed(ITestOutputHelper log)
{
    [Fact]
    public async Task Should_have_each_answered_topup_exactly_once_and_settle_the_others()
    {
        await using var data = new DataDirectory();
        await using var killed = await BillingProcess.Up("--data", data.Path);
        await using var traffic = await Traffic.Start(killed.Api);
        await traffic.Answer(1000);

        await Task.WhenAll(killed.Kill(), data.KillServer());
        await traffic.Stop();
        await using var restarted = await BillingProcess.Up("--data", data.Path);

        log.WriteLine($"Ready after {killed.ReadyAfter.TotalSeconds:0.00} s on a new folder, after "
            + $"{restarted.ReadyAfter.TotalSeconds:0.00} s on the killed one; "
            + $"{traffic.Count} top-ups, {traffic.Unknown} unknown.");
        await using var server = await data.Open();
        await traffic.Settle(restarted.Api, server.ConnectionString);
    }

    [Fact]
    public async Task Should_go_on_by_itself_once_the_server_is_back()
    {
        await using var data = new DataDirectory();
        var options = new EmbeddedPostgresOptions(data.Path) { Port = FreePort() };
        await using var killed = await EmbeddedPostgres.Start(options, CancellationToken.None);
        await using var billing = await BillingProcess.Up("--connection", killed.ConnectionString);
        await using var traffic = await Traffic.Start(billing.Api);
        await traffic.Answer(500);

        await data.KillServer();
        var returning = Stopwatch.StartNew();
        await using var server = await EmbeddedPostgres.Start(options, CancellationToken.None);
        var back = returning.Elapsed;
        while ((await billing.Api.Get("/health/ready")).Status != 200)
            Assert.InRange(returning.Elapsed, TimeSpan.Zero, back + TimeSpan.FromSeconds(30));
        var serving = returning.Elapsed - back;
        await traffic.Answer(500);
        await traffic.Stop();

        log.WriteLine($"Served again {serving.TotalSeconds:0.00} s after the server; {traffic.Count} top-ups, "
            + $"{traffic.Unknown} unknown, longest wait {traffic.LongestWait.TotalSeconds:0.00} s.");
        await traffic.Settle(billing.Api, server.ConnectionString);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
