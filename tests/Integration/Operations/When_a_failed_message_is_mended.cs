using System.Text.Json;
using System.Text.Json.Nodes;
using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Operations;

public sealed class When_a_failed_message_is_mended(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly (string, string) Anna = ("X-Actor", "anna");

    [Fact]
    public async Task Should_be_handled_as_it_was_mended()
    {
        var (wallet, id, mended) = await FailedCredit();
        var message = $"/v1/ops/messages/{id}";

        var sent = await host.Api.Post(
            $"{message}/edit-and-retry",
            new { body = mended, headers = new { shop = "eight" }, reason = "the shop sent a number" },
            Anna);
        var resolved = await Failed.Becomes(host.Api, id, "resolved");

        Assert.Equal((202, "retrying"), (sent.Status, sent["status"]));
        Assert.Equal(
            ("done", "anna", sent["operationId"]),
            (resolved["outcome"], resolved["changedBy"], resolved["operationId"]));
        Assert.Equal("10.00", await host.Api.BalanceOf(wallet));
        var edit = Failed.Only(resolved, "edits");
        Assert.Equal(
            ("anna", "the shop sent a number"),
            (edit.GetProperty("by").GetString(), edit.GetProperty("reason").GetString()));
        Assert.Equal(7, edit.GetProperty("bodyBefore").GetProperty("reference").GetInt32());
        Assert.Equal("invoice 7", edit.GetProperty("bodyAfter").GetProperty("reference").GetString());
        Assert.Equal("seven", edit.GetProperty("headersBefore").GetProperty("shop").GetString());
        Assert.Equal("eight", edit.GetProperty("headersAfter").GetProperty("shop").GetString());
        Assert.Equal("invoice 7", Text(resolved.Json.GetProperty("body"), "reference"));
        Assert.Equal("done", await Sql.Run(
            host.Database, $"select state from retry_items where operation_id = '{sent["operationId"]}'"));
        var late = await host.Api.Post($"{message}/edit-and-retry", new { body = mended, reason = "again" });
        Assert.Equal((409, "message_resolved"), (late.Status, late.Code));
    }

    [Theory]
    [InlineData("amount", """{"amount":"99.00","currency":"USD"}""")]
    [InlineData("amount", """{"amount":"10.00","currency":"EUR"}""")]
    [InlineData("accountId", "\"00000000-0000-4000-8000-00000000beef\"")]
    [InlineData("transactionId", "\"00000000-0000-4000-8000-00000000beef\"")]
    public async Task Should_move_no_other_money(string member, string value)
    {
        var (wallet, id, mended) = await FailedCredit();
        mended[member] = JsonNode.Parse(value);

        var refused = await host.Api.Post(
            $"/v1/ops/messages/{id}/edit-and-retry", new { body = mended, reason = "more" }, Anna);
        var tried = await host.Api.Post($"/v1/ops/messages/{id}/dry-run", new { body = mended });

        Assert.Equal((422, "edit_changes_money"), (refused.Status, refused.Code));
        Assert.True(refused.Json.GetProperty("errors").TryGetProperty($"body.{member}", out _), refused.Text);
        Assert.Equal((422, "edit_changes_money"), (tried.Status, tried.Code));
        Assert.Equal("failed", (await host.Api.Get($"/v1/ops/messages/{id}"))["status"]);
        Assert.Equal("0.00", await host.Api.BalanceOf(wallet));
    }

    [Theory]
    [InlineData("surprise", "1", "body.surprise")]
    [InlineData("reference", "8", "body.reference")]
    [InlineData("ledger", "null", "body.ledger")]
    public async Task Should_be_as_its_contract_says(string member, string value, string field)
    {
        var (_, id, mended) = await FailedCredit();
        mended[member] = JsonNode.Parse(value);

        var refused = await host.Api.Post(
            $"/v1/ops/messages/{id}/edit-and-retry", new { body = mended, reason = "x" });

        Assert.Equal((400, "validation_failed"), (refused.Status, refused.Code));
        Assert.True(refused.Json.GetProperty("errors").TryGetProperty(field, out _), refused.Text);
    }

    [Fact]
    public async Task Should_keep_the_headers_that_the_engine_goes_by()
    {
        var (_, id, mended) = await FailedCredit();
        var headers = new Dictionary<string, string?> { ["NServiceBus.MessageId"] = $"{Some.Id()}" };

        var refused = await host.Api.Post(
            $"/v1/ops/messages/{id}/edit-and-retry", new { body = mended, headers, reason = "x" });

        Assert.Equal((422, "header_locked"), (refused.Status, refused.Code));
        Assert.Contains("headers.NServiceBus.MessageId", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_tried_without_a_trace()
    {
        var (wallet, id, mended) = await FailedCredit();
        var before = await Stored();

        var asItIs = await host.Api.Send(HttpMethod.Post, $"/v1/ops/messages/{id}/dry-run", body: null);
        var asMended = await host.Api.Post($"/v1/ops/messages/{id}/dry-run", new { body = mended });

        Assert.Equal((200, "failed", "False"), (asItIs.Status, asItIs["outcome"], asItIs["alreadyDone"]));
        Assert.Contains("account.credit.v1", asItIs["fault"], StringComparison.Ordinal);
        Assert.Equal(
            (200, "handled", "False", null),
            (asMended.Status, asMended["outcome"], asMended["alreadyDone"], asMended["fault"]));
        var entry = Failed.Only(asMended, "entries");
        Assert.Equal(
            (wallet, "10.00", "10.00"),
            (Text(entry, "accountId"), Text(entry, "amount"), Text(entry, "balanceAfter")));
        Assert.Equal("account.credited.v1", Failed.Only(asMended, "events").GetProperty("type").GetString());
        Assert.Equal(before, await Stored());
        Assert.Equal("0.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_know_that_nothing_is_left_to_do()
    {
        var (_, id, mended) = await FailedCredit();
        var sent = await host.Api.Post($"/v1/ops/messages/{id}/edit-and-retry", new { body = mended, reason = "x" });
        Assert.Equal(202, sent.Status);
        await Failed.Becomes(host.Api, id, "resolved");

        var tried = await host.Api.Send(HttpMethod.Post, $"/v1/ops/messages/{id}/dry-run", body: null);

        Assert.Equal((200, "True", "alreadyDone"), (tried.Status, tried["alreadyDone"], tried["outcome"]));
        Assert.Equal("[]", tried["entries"]);
    }

    [Fact]
    public async Task Should_be_sent_by_one_of_two_at_once()
    {
        var (wallet, id, mended) = await FailedCredit();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.Api.Post(
            $"/v1/ops/messages/{id}/edit-and-retry", new { body = mended, reason = "x" })));
        await Failed.Becomes(host.Api, id, "resolved");

        Assert.Equal([202, 409], both.Select(answer => answer.Status).Order());
        Assert.Equal("10.00", await host.Api.BalanceOf(wallet));
        Failed.Only(await host.Api.Get($"/v1/ops/messages/{id}"), "edits");
    }

    static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    async Task<(string Wallet, string Id, JsonObject Mended)> FailedCredit()
    {
        var wallet = await host.Api.OpenWallet("ops");
        var (broken, mended) = Failed.Credit(wallet);
        var id = await Failed.Deliver(host.Database, wallet, broken);
        await Failed.Becomes(host.Api, id, "failed");
        return (wallet, id, JsonSerializer.SerializeToNode(mended)!.AsObject());
    }

    async Task<string> Stored() => (string)(await Sql.Run(host.Database, """
        select concat((select count(*) from events), ' ', (select count(*) from queue where kind <> 'timeout'), ' ',
            (select sum(failures) from failed_messages), ' ', (select count(*) from operator_actions))
        """))!;
}
