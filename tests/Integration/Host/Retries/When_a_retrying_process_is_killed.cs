using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host.Retries;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_a_retrying_process_is_killed
{
    [Fact]
    public async Task Should_go_on_after_a_restart_and_send_nothing_twice()
    {
        await using var data = new DataDirectory();
        await using var killed = await BillingProcess.Up("--data", data.Path);
        var wallet = await killed.Api.OpenWallet("main");
        await using var server = await data.Open();
        await Failures.Add(server.ConnectionString, "main", wallet, readable: 9);
        var started = await killed.Api.Post(
            "/v1/ops/retries", new { all = true, ratePerSecond = 3, ramp = new[] { 1 } });
        while (await Sql.Run(server.ConnectionString, "select count(*) from retry_items where state = 'done'") is 0L)
            await Task.Delay(20);

        await killed.Kill();
        await using var restarted = await BillingProcess.Up("--data", data.Path);
        var ended = await restarted.Api.Becomes(started, "completed");

        Assert.Equal("0 0 9 0 0 0", ended.Counts());
        Assert.Equal("9.00", await restarted.Api.BalanceOf(wallet));
        Assert.Equal(0L, await Sql.Run(server.ConnectionString, "select count(*) from queue where kind = 'message'"));
        await Books.AreRight(server.ConnectionString);
    }
}
