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
            + $"{restarted.ReadyAfter.TotalSeconds:0.00} s on the killed one; {traffic.Count} top-ups, {traffic.Unknown} unknown.");
        await using var server = await data.Open();
        await traffic.Settle(restarted.Api, server.ConnectionString);
    }

    [Fact]
    public async Task Should_go_on_by_itself_when_only_the_server_was_killed()
    {
        await using var data = new DataDirectory();
        await using var billing = await BillingProcess.Up("--data", data.Path);
        await using var traffic = await Traffic.Start(billing.Api, ("Prefer", "respond-async"));
        await traffic.Answer(500);

        await data.KillServer();
        await using var server = await data.Open();
        await traffic.Answer(500);
        await traffic.Stop();

        log.WriteLine($"{traffic.Count} top-ups, longest wait {traffic.LongestWait.TotalSeconds:0.00} s.");
        await traffic.Settle(billing.Api, server.ConnectionString);
    }
}
