using System.Text.Json;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Operations;

public sealed class When_a_saga_is_stuck(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_be_found_once_a_message_of_it_has_failed_and_not_before()
    {
        var (_, _, payment) = await host.Api.Authorized("stuck");
        var id = payment["transactionId"]!;
        await host.Execute(
            $"update sagas set updated_at = updated_at - interval '5 minutes' where correlation = '{id}'");
        var before = await host.Api.Get($"/v1/ops/sagas?stuck=true&correlation={id}");
        var waiting = Assert.Single(Items(await host.Api.Get($"/v1/ops/sagas?correlation={id}")));

        await host.Execute($$"""
            insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
                exception_message, exception, attempts, failed_at, transaction_id)
            values ('{{Some.Id()}}', 0, 'accounts', 'x', '{}', '{}', 'x', 'no luck', 'x', 1, now(), '{{id}}')
            """);
        var found = Assert.Single(Items(await host.Api.Get($"/v1/ops/sagas?stuck=true&correlation={id}")));

        Assert.Empty(Items(before));
        Assert.False(waiting.GetProperty("isStuck").GetBoolean());
        Assert.Contains(
            "payment.hold_due.v1",
            waiting.GetProperty("waitsFor").GetProperty("queued").EnumerateArray()
                .Select(message => message.GetProperty("type").GetString()));
        Assert.Equal("failed_message", found.GetProperty("stuckBecause").GetString());
        Assert.Equal(
            "no luck",
            Assert.Single(found.GetProperty("waitsFor").GetProperty("failed").EnumerateArray())
                .GetProperty("exceptionMessage").GetString());
    }

    [Fact]
    public async Task Should_be_found_when_nothing_is_to_come()
    {
        var (_, _, payment) = await host.Api.Authorized("forgotten");
        var id = payment["transactionId"]!;
        await host.Execute(
            $"update sagas set updated_at = updated_at - interval '5 minutes' where correlation = '{id}'");

        foreach (var timeout in Items(await host.Api.Get($"/v1/ops/timeouts?transactionId={id}")))
        {
            var cancelled = await host.Api.Post(
                $"/v1/ops/timeouts/{timeout.GetProperty("id")}/cancel", new { reason = "to see" });
            Assert.Equal((200, "deleted"), (cancelled.Status, cancelled["outcome"]));
        }

        var found = Assert.Single(Items(await host.Api.Get($"/v1/ops/sagas?stuck=true&correlation={id}")));
        Assert.Equal("nothing_on_its_way", found.GetProperty("stuckBecause").GetString());
    }

    [Fact]
    public async Task Should_show_what_it_has_been_through_even_when_it_has_ended()
    {
        var (_, _, payment) = await host.Api.Authorized("history");
        var id = payment["transactionId"]!;
        var saga = Assert.Single(Items(await host.Api.Get($"/v1/ops/sagas?correlation={id}")));
        var path = $"/v1/ops/sagas/{saga.GetProperty("sagaId")}";
        var open = await host.Api.Get(path);

        await host.Api.Capture(id, null, "capture");
        var unknown = await host.Api.Get(path);
        var ended = await host.Api.Get($"{path}?transactionId={id}");

        Assert.Equal((200, "True"), (open.Status, open["isOpen"]));
        Assert.Equal((404, "saga_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal((200, "False"), (ended.Status, ended["isOpen"]));
        var history = ended.Json.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(JsonValueKind.Null, history[0].GetProperty("before").ValueKind);
        Assert.Equal(JsonValueKind.Null, history[^1].GetProperty("after").ValueKind);
        Assert.True(history.Count > open.Json.GetProperty("history").GetArrayLength());
    }

    static List<JsonElement> Items(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }
}
