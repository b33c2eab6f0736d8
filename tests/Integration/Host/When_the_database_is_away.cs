using System.Diagnostics;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_the_database_is_away(ITestOutputHelper log)
{
    /// <summary>Well below what a connection would wait for by itself, and above what a busy machine needs.</summary>
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_say_so_soon_lose_nothing_that_it_accepted_and_go_on_by_itself(bool isFrozen)
    {
        await using var billing = await HostOnALine.Start();
        var wallet = await billing.Api.OpenWallet("away");
        var other = await billing.Api.OpenWallet("away");
        await using var traffic = await Traffic.Start(billing.Api);
        await traffic.Answer(300);

        if (isFrozen)
            billing.Line.Hold();
        else
            billing.Line.Cut();
        await Task.WhenAll(Calls(billing.Api, wallet, other).Select(
            call => HostOnALine.IsUnavailable(call, Bound)));
        await billing.IsReady(false);
        var health = await billing.Api.Get("/health/ready");
        var later = Stopwatch.StartNew();
        var refused = await HostOnALine.IsUnavailable(TopUp(billing.Api, wallet, "later"), Bound);
        var refusedAfter = later.Elapsed;
        Assert.Contains("\"database\",\"healthy\":false", health.Text, StringComparison.Ordinal);

        billing.Line.Restore();
        var returning = Stopwatch.StartNew();
        while ((await TopUp(billing.Api, wallet, "after")).Status != 201)
            Assert.True(returning.Elapsed < TimeSpan.FromSeconds(30), "It does not go on.");
        var serving = returning.Elapsed;
        await traffic.Answer(300);
        await traffic.Stop();

        log.WriteLine($"{refused.Code} after {refusedAfter.TotalSeconds:0.000} s while away, served again after "
            + $"{serving.TotalSeconds:0.00} s; {traffic.Count} top-ups, {traffic.Unknown} unknown, longest wait "
            + $"{traffic.LongestWait.TotalSeconds:0.0} s. {health.Text}");
        foreach (var key in new[] { "first", "first-30", "later", "after" })
            Assert.Equal(201, (await TopUp(billing.Api, wallet, key)).Status);
        Assert.Equal("4.00", await billing.Api.BalanceOf(wallet));
        await traffic.Settle(billing.Api, billing.Database, besides: 4);
    }

    [Fact]
    public async Task Should_stop_though_it_has_frozen()
    {
        var billing = await HostOnALine.Start();
        var wallet = await billing.Api.OpenWallet("away");
        billing.Line.Hold();
        var asked = TopUp(billing.Api, wallet, "key");
        await Task.Delay(3000);

        var stopping = Stopwatch.StartNew();
        await billing.Stop().WaitAsync(TimeSpan.FromSeconds(45));

        log.WriteLine($"Stopped in {stopping.Elapsed.TotalSeconds:0.0} s.");
        await HostOnALine.IsUnavailable(asked, Bound);
        await billing.DisposeAsync();
    }

    /// <summary>Each kind of call: reads, a preview, a change, and waits of each length.</summary>
    static IEnumerable<Task<Answer>> Calls(ApiClient api, string wallet, string other) =>
    [
        api.Get($"/v1/accounts/{wallet}"),
        api.Get($"/v1/accounts/{wallet}/balance"),
        api.Get($"/v1/accounts/{wallet}/entries"),
        api.Get($"/v1/transactions/{wallet}"),
        api.Post($"/v1/accounts/{other}/freeze", new { reason = "lost" }),
        TopUp(api, wallet, "first"),
        TopUp(api, wallet, "first-30", ("Prefer", "wait=30")),
        api.Post(
            "/v1/transactions/topup?dryRun=true",
            ApiClient.Amount("away", wallet, "1.00"),
            ("Idempotency-Key", "dry")),
    ];

    static Task<Answer> TopUp(ApiClient api, string wallet, string key, params (string, string)[] headers) =>
        api.TopUp(key, ApiClient.Amount("away", wallet, "1.00"), headers);
}
