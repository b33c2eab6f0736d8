using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host.Retries;

public sealed class When_failed_messages_are_retried(RunningHost host) : IClassFixture<RunningHost>
{
    const string nobody = "aaaaaaaa-0000-4000-8000-000000000009";

    [Fact]
    public async Task Should_try_one_and_then_more_in_stages()
    {
        var wallet = await host.Api.OpenWallet("stages");
        var group = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
        await Failures.Add(host.Database, "stages", wallet, readable: 6, group: group);

        var started = await host.Api.Post(
            "/v1/ops/retries", new { groupId = group, ramp = new[] { 1, 2 }, reason = "mended" }, ("X-Actor", "ada"));
        var ended = await host.Api.Becomes(started, "completed");

        Assert.Equal((201, $"/v1/ops/retries/{started["retryId"]}"), (started.Status, started.Headers["Location"]));
        Assert.Equal(("0 0 6 0 0 0", "ada", "mended"), (ended.Counts(), ended["createdBy"], ended["reason"]));
        Assert.Equal("6.00", await host.Api.BalanceOf(wallet));
        Assert.Equal("1,2,2,4,4,4", await Sql.Run(host.Database, $"""
            select string_agg((1 + (select count(*) from retry_items earlier where earlier.operation_id = i.operation_id
                and earlier.ended_at <= i.sent_at))::text, ',' order by ordinal)
            from retry_items i where operation_id = '{started["retryId"]}'
            """));
        Assert.Equal(1L, await Sql.Run(host.Database, $"""
            select count(*) from operator_actions
            where target = '{started["retryId"]}' and action = 'retry.start' and actor = 'ada'
            """));
    }

    [Fact]
    public async Task Should_stop_when_too_many_fail_again_and_go_on_when_told_to()
    {
        var wallet = await host.Api.OpenWallet("stop");
        var group = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
        await Failures.Add(host.Database, "stop", wallet, readable: 3, unreadable: 1, group);
        var started = await host.Api.Post("/v1/ops/retries", new { groupId = group });

        var stopped = await host.Api.Becomes(started, "stopped");
        var paused = await host.Api.Post($"/v1/ops/retries/{started["retryId"]}/pause", new { });
        var resumed = await host.Api.Post($"/v1/ops/retries/{started["retryId"]}/resume", new { reason = "mended" });
        var ended = await host.Api.Becomes(started, "completed");
        var again = await host.Api.Post($"/v1/ops/retries/{started["retryId"]}/resume", new { });
        var items = await host.Api.Get($"/v1/ops/retries/{started["retryId"]}/items?limit=1");

        Assert.Equal(("3 0 0 0 1 0", "engine"), (stopped.Counts(), stopped["changedBy"]));
        Assert.StartsWith("1 of 1 failed again", stopped["note"], StringComparison.Ordinal);
        Assert.Equal((409, "retry_stopped"), (paused.Status, paused.Code));
        Assert.Equal((200, "running"), (resumed.Status, resumed["status"]));
        Assert.Equal("0 0 3 0 1 0", ended.Counts());
        Assert.Equal((409, "retry_completed"), (again.Status, again.Code));
        Assert.Equal("failed", items.Json.GetProperty("items")[0].GetProperty("state").GetString());
        Assert.NotNull(items["nextCursor"]);
    }

    [Fact]
    public async Task Should_pause_resume_and_cancel()
    {
        var wallet = await host.Api.OpenWallet("orders");
        var group = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000003");
        await Failures.Add(host.Database, "orders", wallet, readable: 60, group: group);
        var started = await host.Api.Post(
            "/v1/ops/retries", new { groupId = group, ratePerSecond = 1, ramp = new[] { 100 } });
        var path = $"/v1/ops/retries/{started["retryId"]}";

        var paused = await host.Api.Post($"{path}/pause", new { reason = "lunch" });
        var pausedAgain = await host.Api.Post($"{path}/pause", new { });
        var resumed = await host.Api.Post($"{path}/resume", new { });
        var resumedAgain = await host.Api.Post($"{path}/resume", new { });
        var cancelled = await host.Api.Post($"{path}/cancel", new { });
        var cancelledAgain = await host.Api.Post($"{path}/cancel", new { });
        var late = await host.Api.Post($"{path}/resume", new { });

        Assert.Equal((200, "paused", "lunch"), (paused.Status, paused["status"], paused["note"]));
        Assert.Equal((200, "paused"), (pausedAgain.Status, pausedAgain["status"]));
        Assert.Equal((200, "running", null), (resumed.Status, resumed["status"], resumed["note"]));
        Assert.Equal((200, "running"), (resumedAgain.Status, resumedAgain["status"]));
        Assert.Equal((200, "cancelled"), (cancelled.Status, cancelled["status"]));
        Assert.Equal((200, "cancelled"), (cancelledAgain.Status, cancelledAgain["status"]));
        Assert.Equal((409, "retry_cancelled"), (late.Status, late.Code));
        Assert.StartsWith("0 ", cancelled.Counts(), StringComparison.Ordinal);
        Assert.Equal(404, (await host.Api.Post($"/v1/ops/retries/{nobody}/pause", new { })).Status);
    }

    [Fact]
    public async Task Should_wait_for_what_comes_of_one()
    {
        var wallet = await host.Api.OpenWallet("one");
        var keys = await Failures.Add(host.Database, "one", wallet, readable: 2, unreadable: 1);
        await Sql.Run(
            host.Database,
            $"update failed_messages set status = 'archived' where message_id = '{keys[2].MessageId}'");

        var unreadable = await host.Api.Post($"/v1/ops/messages/{keys[0]}/retry", new { });
        var first = await host.Api.Post($"/v1/ops/messages/{keys[1]}/retry", new { reason = "mended" });
        var second = await host.Api.Post($"/v1/ops/messages/{keys[1]}/retry", new { });
        var archived = await host.Api.Post($"/v1/ops/messages/{keys[2]}/retry", new { });
        var unknown = await host.Api.Post($"/v1/ops/messages/{Guid.Empty}.1/retry", new { });
        var empty = await host.Api.Post("/v1/ops/retries", new { groupId = nobody });

        Assert.Equal((201, "failed"), (unreadable.Status, unreadable["outcome"]));
        Assert.Equal((201, "done"), (first.Status, first["outcome"]));
        Assert.Equal((201, "alreadyDone"), (second.Status, second["outcome"]));
        Assert.Equal((409, "message_archived"), (archived.Status, archived.Code));
        Assert.Equal((404, "message_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal((422, "selection_empty"), (empty.Status, empty.Code));
        Assert.Equal("1.00", await host.Api.BalanceOf(wallet));
        Assert.Equal("resolved", await Sql.Run(
            host.Database, $"select status from failed_messages where message_id = '{keys[1].MessageId}'"));
    }

    [Fact]
    public async Task Should_carry_out_once_what_two_retries_hold()
    {
        var wallet = await host.Api.OpenWallet("both");
        var keys = await Failures.Add(host.Database, "both", wallet, readable: 5);
        var body = new { ids = keys.Select(key => key.ToString()).ToArray(), ramp = new[] { 100 } };

        var both = await Task.WhenAll(
            host.Api.Post("/v1/ops/retries", body), host.Api.Post("/v1/ops/retries", body));
        var first = await host.Api.Becomes(both[0], "completed");
        var second = await host.Api.Becomes(both[1], "completed");

        Assert.Equal(
            ["0 0 0 0 0 5", "0 0 5 0 0 0"],
            new[] { first.Counts(), second.Counts() }.Order(StringComparer.Ordinal));
        Assert.Equal("5.00", await host.Api.BalanceOf(wallet));
    }
}
