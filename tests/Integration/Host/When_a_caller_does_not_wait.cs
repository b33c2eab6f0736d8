using System.Diagnostics;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_caller_does_not_wait(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("respond-async")]
    [InlineData("wait=0")]
    public async Task Should_be_told_where_to_ask(string preference)
    {
        var ledger = preference.Replace('=', '-');
        var wallet = await host.Api.OpenWallet(ledger);

        var accepted = await host.Api.TopUp("key", ApiClient.Amount(ledger, wallet, "4.00"), ("Prefer", preference));

        Assert.Equal(202, accepted.Status);
        Assert.Equal(("processing", "key"), (accepted["status"], accepted["trackingId"]));
        Assert.Equal($"/v1/transactions/{accepted["transactionId"]}", accepted.Headers["Location"]);
        Assert.Equal(accepted.Headers["X-Correlation-Id"], accepted["correlationId"]);
        var found = await Final(accepted.Headers["Location"]);
        Assert.Equal("completed", found["status"]);
        Assert.Equal("4.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_get_the_outcome_when_it_repeats_and_waits()
    {
        var wallet = await host.Api.OpenWallet("later");
        var body = ApiClient.Amount("later", wallet, "4.00");
        await host.Api.TopUp("key", body, ("Prefer", "respond-async"));

        var repeated = await host.Api.TopUp("key", body, ("Prefer", "wait=10"));

        Assert.Equal((201, "completed"), (repeated.Status, repeated["status"]));
        Assert.Equal("4.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_get_the_outcome_when_it_waits()
    {
        var wallet = await host.Api.OpenWallet("second");

        var topup = await host.Api.TopUp("key", ApiClient.Amount("second", wallet, "4.00"), ("Prefer", "wait=30"));

        Assert.Equal(201, topup.Status);
    }

    [Fact]
    public async Task Should_be_told_that_a_key_is_reused()
    {
        var wallet = await host.Api.OpenWallet("reused");
        await host.Api.TopUp("key", ApiClient.Amount("reused", wallet, "4.00"));

        var other = await host.Api.TopUp(
            "key", ApiClient.Amount("reused", wallet, "5.00"), ("Prefer", "respond-async"));

        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
    }

    [Fact]
    public async Task Should_be_told_the_outcome_that_is_known_already()
    {
        var wallet = await host.Api.OpenWallet("known");
        var body = ApiClient.Amount("known", wallet, "4.00");
        var first = await host.Api.TopUp("key", body);

        var repeated = await host.Api.TopUp("key", body, ("Prefer", "respond-async"));

        Assert.Equal((201, first.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
    }

    async Task<Answer> Final(string location)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var found = await host.Api.Get(location);
            if (found.Status == 200 && found["status"] != "processing")
                return found;
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"After 60 s: {found.Status} {found.Text}");
            await Task.Delay(10);
        }
    }
}
