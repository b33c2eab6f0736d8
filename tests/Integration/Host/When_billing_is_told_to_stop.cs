using System.Diagnostics;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_billing_is_told_to_stop(ITestOutputHelper log)
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Should_end_well_under_load_and_lose_nothing_that_it_accepted(string signal)
    {
        await using var data = new DataDirectory();
        await using var stopped = await BillingProcess.Up("--data", data.Path);
        await using var traffic = await Traffic.Start(stopped.Api);
        await traffic.Answer(500);

        var stopping = Stopwatch.StartNew();
        await stopped.Signal(signal);
        var exitCode = await stopped.Exit();
        var took = stopping.Elapsed;
        await traffic.Stop();

        Assert.True(exitCode == 0, stopped.Told());
        Assert.False(data.HasServer);
        await using var restarted = await BillingProcess.Up("--data", data.Path);
        log.WriteLine($"Stopped in {took.TotalSeconds:0.00} s; "
            + $"ready after {stopped.ReadyAfter.TotalSeconds:0.00} s on a new folder, "
            + $"after {restarted.ReadyAfter.TotalSeconds:0.00} s on a stopped one.");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(55));
        await using var server = await data.Open();
        await traffic.Settle(restarted.Api, server.ConnectionString);
    }

    [Fact]
    public async Task Should_leave_the_server_to_a_second_one_on_the_same_folder()
    {
        await using var data = new DataDirectory();
        await using var first = await BillingProcess.Up("--data", data.Path);
        await using var second = await BillingProcess.Up("--data", data.Path);
        var wallet = await first.Api.OpenWallet("shared");
        Assert.Equal(201, (await second.Api.TopUp("key", ApiClient.Amount("shared", wallet, "1.00"))).Status);

        await first.Signal("TERM");

        Assert.Equal(0, await first.Exit());
        Assert.True(data.HasServer);
        Assert.Equal(201, (await second.Api.TopUp("key-2", ApiClient.Amount("shared", wallet, "1.00"))).Status);
        Assert.Equal("2.00", await second.Api.BalanceOf(wallet));
        await second.Signal("TERM");
        Assert.Equal(0, await second.Exit());
        Assert.False(data.HasServer);
    }
}
