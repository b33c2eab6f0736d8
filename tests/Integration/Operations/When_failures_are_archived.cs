using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Operations;

public sealed class When_failures_are_archived(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly object Why = new { reason = "of no use" };

    static readonly (string, string) Anna = ("X-Actor", "anna");

    [Fact]
    public async Task Should_go_and_come_back()
    {
        var id = await Failed.WriteDown(host.Database);
        var message = $"/v1/ops/messages/{id}";

        var archived = await host.Api.Post($"{message}/archive", Why, Anna);
        var again = await host.Api.Post($"{message}/archive", new { reason = "again" }, ("X-Actor", "bob"));
        var back = await host.Api.Post($"{message}/unarchive", new { reason = "after all" }, ("X-Actor", "bob"));

        Assert.Equal(
            (200, "archived", "anna", "of no use"),
            (archived.Status, archived["status"], archived["changedBy"], archived["reason"]));
        Assert.Equal((200, archived.Text), (again.Status, again.Text));
        Assert.Equal((200, "failed", "bob"), (back.Status, back["status"], back["changedBy"]));
        Assert.Equal(
            ["bob message.unarchive after all", "anna message.archive of no use"], await ActionsOn(id));
    }

    [Theory]
    [InlineData("retrying", "archive")]
    [InlineData("resolved", "archive")]
    [InlineData("retrying", "unarchive")]
    [InlineData("resolved", "unarchive")]
    public async Task Should_say_what_is_in_the_way(string status, string verb)
    {
        var id = await Failed.WriteDown(host.Database, ", status", $", '{status}'");

        var refused = await host.Api.Post($"/v1/ops/messages/{id}/{verb}", Why);

        Assert.Equal((409, $"message_{status}"), (refused.Status, refused.Code));
        Assert.Equal(status, (await host.Api.Get($"/v1/ops/messages/{id}"))["status"]);
        Assert.Empty(await ActionsOn(id));
    }

    [Fact]
    public async Task Should_be_done_by_one_of_two_at_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await Failed.WriteDown(host.Database);

            var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(
                _ => host.Api.Post($"/v1/ops/messages/{id}/archive", Why, Anna)));

            Assert.All(both, answer => Assert.Equal((200, "archived"), (answer.Status, answer["status"])));
            Assert.Single(await ActionsOn(id));
        }
    }

    [Fact]
    public async Task Should_say_what_became_of_each()
    {
        var failed = await Failed.WriteDown(host.Database);
        var archived = await Failed.WriteDown(host.Database, ", status", ", 'archived'");
        var resolved = await Failed.WriteDown(host.Database, ", status", ", 'resolved'");
        var nowhere = $"{Guid.Empty}.1";

        var answer = await host.Api.Post(
            "/v1/ops/messages/archive",
            new { ids = new[] { resolved, failed, nowhere, archived, failed }, reason = "spring cleaning" },
            Anna);

        Assert.Equal((200, "1"), (answer.Status, answer["archived"]));
        Assert.Equal(
            [
                $"{resolved} refused resolved", $"{failed} archived archived", $"{nowhere} notFound ",
                $"{archived} unchanged archived",
            ],
            answer.Json.GetProperty("items").EnumerateArray().Select(item =>
                $"{item.GetProperty("id")} {item.GetProperty("outcome")} {item.GetProperty("status")}"));
        Assert.Single(await ActionsOn(failed));
        Assert.Empty(await ActionsOn(archived));
    }

    [Fact]
    public async Task Should_go_as_a_group()
    {
        var group = Some.Id();
        var failed = await Failed.WriteDown(host.Database, ", fingerprint", $", '{group}'");
        await Failed.WriteDown(host.Database, ", fingerprint, status", $", '{group}', 'resolved'");

        var archived = await host.Api.Post($"/v1/ops/groups/{group}/archive", Why, Anna);
        var again = await host.Api.Post($"/v1/ops/groups/{group}/archive", Why, Anna);
        var status = (await host.Api.Get($"/v1/ops/messages/{failed}"))["status"];
        var back = await host.Api.Post($"/v1/ops/groups/{group}/unarchive", Why, Anna);
        var unknown = await host.Api.Post($"/v1/ops/groups/{Some.Id()}/archive", Why);

        Assert.Equal(
            (200, "1", "0", "archived"), (archived.Status, archived["changed"], archived["remaining"], status));
        Assert.Equal((200, "0"), (again.Status, again["changed"]));
        Assert.Equal((200, "1"), (back.Status, back["changed"]));
        Assert.Equal((404, "group_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(["anna group.unarchive of no use", "anna group.archive of no use"], await ActionsOn($"{group}"));
    }

    [Fact]
    public async Task Should_let_those_go_on_that_waited()
    {
        var wallet = await host.Api.OpenWallet("ops");
        var head = await Failed.Deliver(host.Database, wallet, "broken");
        await Failed.Becomes(host.Api, head, "failed");
        var parts = head.Split('.');
        await Sql.Run(host.Database, $"""
            insert into blocked_keys (partition, order_key, message_id, parked)
            values ({parts[1]}, '{wallet}', '{parts[0]}', 1)
            """);
        var (_, mended) = Failed.Credit(wallet);
        await Failed.Deliver(
            host.Database, wallet, System.Text.Json.JsonSerializer.Serialize(mended), kind: "parked");
        var waiting = (await host.Api.Get($"/v1/ops/messages/{head}")).Json.GetProperty("blockedKey");

        await host.Api.Post($"/v1/ops/messages/{head}/archive", Why);

        Assert.Equal((wallet, 1), (waiting.GetProperty("key").GetString(), waiting.GetProperty("parked").GetInt32()));
        for (var tries = 0; tries < 200 && await host.Api.BalanceOf(wallet) != "10.00"; tries++)
            await Task.Delay(50);
        Assert.Equal("10.00", await host.Api.BalanceOf(wallet));
    }

    async Task<IReadOnlyList<string>> ActionsOn(string target) =>
    [
        .. (await host.Api.Get($"/v1/ops/actions?target={target}")).Json.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("actor")} {item.GetProperty("action")} {item.GetProperty("reason")}"),
    ];
}
