namespace BillingEngine.Integration.Tests.Host;

public sealed class When_asked_how_it_is(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_be_alive_and_ready()
    {
        var live = await host.Api.Get("/health/live");
        var ready = await host.Api.Get("/health/ready");

        Assert.Equal((200, "live"), (live.Status, live["status"]));
        Assert.Equal((200, "ready"), (ready.Status, ready["status"]));
        Assert.Equal(
            ["database", "partitions", "attention", "worker"],
            Names(ready).Where(name => !name.StartsWith("projection ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Should_tell_how_far_each_model_is_behind()
    {
        var models = new[] { "projection account_days", "projection analytics", "projection transaction_search" };
        const string Lag = "billing_projections_lag_events{projection=\"account_days\"} ";
        for (var look = 0; look < 600 && !(await host.Api.Get("/metrics")).Text.Contains(Lag); look++)
            await Task.Delay(100);

        var ready = await host.Api.Get("/health/ready");
        var metrics = await host.Api.Get("/metrics");

        Assert.Equal(models, Names(ready).Where(name => name.StartsWith("projection ", StringComparison.Ordinal)));
        Assert.Contains(Lag, metrics.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_describe_every_route_of_the_contract()
    {
        var description = await host.Api.Get("/openapi/v1.json");

        Assert.Equal(200, description.Status);
        Assert.StartsWith("3.", description["openapi"], StringComparison.Ordinal);
        var paths = description.Json.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        foreach (var path in new[]
        {
            "/v1/accounts", "/v1/accounts/{id}", "/v1/accounts/{id}/balance", "/v1/accounts/{id}/activate",
            "/v1/transactions/topup", "/v1/transactions/{id}", "/v1/transactions/status/{trackingId}",
            "/health/live", "/health/ready",
        })
            Assert.Contains(path, paths);
    }

    [Fact]
    public async Task Should_always_give_a_correlation_id()
    {
        foreach (var path in new[] { "/health/live", "/v1/accounts/none", "/nowhere" })
            Assert.NotEmpty((await host.Api.Get(path)).Headers["X-Correlation-Id"]);
    }

    static IEnumerable<string> Names(Answer ready) =>
        ready.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!);
}
