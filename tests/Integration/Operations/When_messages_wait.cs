using System.Text.Json;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Operations;

public sealed class When_messages_wait(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_expire_a_payment_whose_hold_is_moved_to_now()
    {
        var (ada, _, payment) = await host.Api.Authorized("expires");
        var id = payment["transactionId"];
        var listed = await host.Api.Get($"/v1/ops/timeouts?kind=timeout&type=payment.hold_due.v1&transactionId={id}");
        var due = Assert.Single(Items(listed));
        var path = $"/v1/ops/timeouts/{due.GetProperty("id")}";

        var stale = await host.Api.Post(
            $"{path}/move",
            new { dueAt = "2020-01-01T00:00:00Z", expectedDueAt = "2021-01-01T00:00:00Z", reason = "test" });
        var moved = await host.Api.Post(
            $"{path}/move", new { dueAt = "2020-01-01T00:00:00Z", reason = "test" }, ("X-Actor", "olga"));

        Assert.Equal((409, "timeout_moved"), (stale.Status, stale.Code));
        Assert.Equal(200, moved.Status);
        await host.Api.Becomes(id, "expired");
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal((404, "timeout_not_found"), await Outcome(host.Api.Get(path)));
        Assert.Equal(
            ["olga timeout.move test"],
            await host.Texts($"""
                select format('%s %s %s', actor, action, reason) from operator_actions
                where target = '{due.GetProperty("id")}'
                """));
        await host.AllHolds();
    }

    [Fact]
    public async Task Should_put_a_cancelled_retry_among_the_failed()
    {
        var (message, account, key) = (Some.Id(), Some.Id().ToString(), Some.Id().ToString());
        var id = await host.AddRetry(message, account, orderKey: key);

        var shown = await host.Api.Get($"/v1/ops/timeouts/{id}");
        var cancelled = await host.Api.Post($"/v1/ops/timeouts/{id}/cancel", new { reason = "enough" });
        var again = await host.Api.Post($"/v1/ops/timeouts/{id}/cancel", new { reason = "enough" });
        var blocked = await host.Api.Get("/v1/ops/blocked-keys");

        Assert.Equal(("retry", "12", "2"), (shown["kind"], shown["attempts"], shown["delayedRetries"]));
        Assert.Equal((WaitingRows.Failure, $"[\"{account}\"]"), (shown["lastFailure"], shown["accountIds"]));
        Assert.Equal((200, "failed"), (cancelled.Status, cancelled["outcome"]));
        Assert.Equal((404, "timeout_not_found"), (again.Status, again.Code));
        Assert.Contains(WaitingRows.Failure, Assert.Single(await host.Texts(
            $"select exception_message from failed_messages where message_id = '{message}' and status = 'failed'")));
        var block = Assert.Single(Items(blocked), item => item.GetProperty("key").GetString() == key);
        Assert.Equal("failed", block.GetProperty("head").GetProperty("state").GetString());
        await host.AllHolds();
    }

    [Fact]
    public async Task Should_name_the_head_of_what_is_parked()
    {
        var (head, key) = (Some.Id(), Some.Id().ToString());
        var headId = await host.AddRetry(head, Some.Id().ToString(), orderKey: key);
        var id = await host.AddRetry(Some.Id(), Some.Id().ToString(), "parked", key);
        await host.Execute($"""
            insert into blocked_keys (partition, order_key, message_id, parked)
            select partition, order_key, message_id, 1 from queue where sequence = {headId}
            """);

        var cancelled = await host.Api.Post($"/v1/ops/timeouts/{id}/cancel", new { reason = "enough" });
        var shown = await host.Api.Get($"/v1/ops/timeouts/{id}");

        Assert.Equal((409, "timeout_parked"), (cancelled.Status, cancelled.Code));
        Assert.Equal(head.ToString(), cancelled["headMessageId"]);
        Assert.Null(shown["dueAt"]);
        await host.AllHolds();
    }

    [Fact]
    public async Task Should_move_many_by_a_while()
    {
        var type = Some.Id().ToString();
        var ids = new[] { await host.AddRetry(Some.Id(), type), await host.AddRetry(Some.Id(), type, "deferred") };

        var moved = await host.Api.Post(
            "/v1/ops/timeouts/move",
            new { ids = ids.Select(long.Parse), shiftBy = "-PT1H", reason = "earlier" });

        Assert.Equal((200, "2"), (moved.Status, moved["moved"]));
        Assert.Equal(
            ["23", "23"],
            await host.Texts($"""
                select round(extract(epoch from due_at - now()) / 3600)::text from queue
                where sequence in ({string.Join(", ", ids)})
                """));
    }

    [Fact]
    public async Task Should_carry_out_once_what_is_moved_while_it_fires()
    {
        var (ada, _, payment) = await host.Api.Authorized("races");
        var id = payment["transactionId"];
        var path = $"/v1/ops/timeouts/{Items(await host.Api.Get(
            $"/v1/ops/timeouts?type=payment.hold_due.v1&transactionId={id}"))[0].GetProperty("id")}/move";

        for (var tries = 0; tries < 100 && (await host.Api.Transaction(id))["status"] == "authorized"; tries++)
            await host.Api.Post(path, new
            {
                dueAt = TimeProvider.System.GetUtcNow().AddMilliseconds(20),
                reason = "race",
            });

        await host.Api.Becomes(id, "expired");
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await host.AllHolds();
    }

    static async Task<(int, string?)> Outcome(Task<Answer> asked) => ((await asked).Status, (await asked).Code);

    static List<JsonElement> Items(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray()];
}
