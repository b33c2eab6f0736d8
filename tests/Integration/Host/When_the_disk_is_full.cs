using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_the_disk_is_full(ITestOutputHelper log)
{
    [Fact]
    public async Task Should_take_nothing_on_lose_nothing_and_go_on_when_there_is_space_again()
    {
        await using var disk = await SmallDisk.Open();
        await using var billing = await HostOnALine.Start(database: disk.Database);
        await using var traffic = await Traffic.Start(billing.Api);
        var wallet = await billing.Api.OpenWallet("full");
        await traffic.Answer(100);

        await disk.Fill();
        await billing.IsReady(false);
        await HostOnALine.IsUnavailable(TopUp(), TimeSpan.FromSeconds(25));
        Assert.Equal("0.00", await billing.Api.BalanceOf(wallet));
        var health = await billing.Api.Get("/health/ready");

        await disk.Free();
        await billing.IsReady();
        await traffic.Answer(100);
        await traffic.Stop();
        log.WriteLine($"{disk.GetType().Name}: {traffic.Count} top-ups, {traffic.Unknown} unknown, longest wait "
            + $"{traffic.LongestWait.TotalSeconds:0.0} s. {health.Text}");
        Assert.Equal(201, (await TopUp()).Status);
        Assert.Equal("1.00", await billing.Api.BalanceOf(wallet));
        await traffic.Settle(billing.Api, disk.Database, besides: 1);

        Task<Answer> TopUp() => billing.Api.TopUp("full", ApiClient.Amount("full", wallet, "1.00"));
    }
}
