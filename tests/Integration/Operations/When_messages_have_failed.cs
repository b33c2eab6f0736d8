using BillingEngine.Integration.Tests.Host;

namespace BillingEngine.Integration.Tests.Operations;

public sealed class When_messages_have_failed(RunningHost host) : IClassFixture<RunningHost>
{
    const string Messages = "/v1/ops/messages";

    [Fact]
    public async Task Should_keep_what_cannot_be_read()
    {
        var wallet = await host.Api.OpenWallet("ops");

        var id = await Failed.Deliver(host.Database, wallet, "{\"accountId\": half");
        var found = await Failed.Becomes(host.Api, id, "failed");
        var bare = await host.Api.Get($"{Messages}/{id.Split('.')[0]}");

        Assert.Equal("BillingEngine.Messaging.Engine.UndecodableMessageException", found["exceptionType"]);
        Assert.Equal(("accounts", "account.credit.v1", "True"), (found["endpoint"], found["type"], found["isBase64"]));
        Assert.Equal("{\"accountId\": half"u8.ToArray(), found.Json.GetProperty("body").GetBytesFromBase64());
        Assert.Equal("seven", found.Json.GetProperty("headers").GetProperty("shop").GetString());
        Assert.Contains(" at ", found["exception"], StringComparison.Ordinal);
        Assert.Equal(found.Text, bare.Text);
    }

    [Fact]
    public async Task Should_ask_which_one_is_meant()
    {
        var id = (await Failed.WriteDown(host.Database)).Split('.')[0];
        await Embedded.Sql.Run(host.Database, $"""
            insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
                exception_message, exception, attempts, failed_at)
            select message_id, 20, 'transactions', type, headers, body, exception_type, exception_message, exception,
                attempts, failed_at from failed_messages where message_id = '{id}'
            """);

        var found = await host.Api.Get($"{Messages}/{id}");

        Assert.Equal((409, "message_ambiguous"), (found.Status, found.Code));
        Assert.Contains($"{id}.20", found.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await host.Api.Get($"{Messages}/{id}.20")).Status);
        Assert.Equal(404, (await host.Api.Get($"{Messages}/{id}.21")).Status);
    }

    [Theory]
    [InlineData("status=resolved&endpoint=once", "status = 'resolved', endpoint = 'once'")]
    [InlineData("status=archived&status=resolved&type=odd.v1", "status = 'archived', type = 'odd.v1'")]
    [InlineData("type=even.v1", "type = 'even.v1'")]
    [InlineData("accountId=aaaaaaaa-0000-4000-8000-000000000001",
        "account_ids = '{aaaaaaaa-0000-4000-8000-000000000002,aaaaaaaa-0000-4000-8000-000000000001}'")]
    [InlineData("transactionId=aaaaaaaa-0000-4000-8000-000000000002",
        "transaction_id = 'aaaaaaaa-0000-4000-8000-000000000002'")]
    [InlineData("groupId=aaaaaaaa-0000-4000-8000-000000000003",
        "fingerprint = 'aaaaaaaa-0000-4000-8000-000000000003'")]
    [InlineData("conversationId=aaaaaaaa-0000-4000-8000-000000000004",
        "conversation_id = 'aaaaaaaa-0000-4000-8000-000000000004'")]
    [InlineData("endpoint=elsewhere", "endpoint = 'elsewhere'")]
    [InlineData("to=2001-01-02T00:00:00Z", "failed_at = '2001-01-01'")]
    [InlineData("from=2101-01-01T00:00:00Z&to=2101-01-02T00:00:00Z", "failed_at = '2101-01-01'")]
    [InlineData("text=gibberishOne", "exception_message = 'some GIBBERISHone here'")]
    [InlineData("text=gibberishtwo", "exception_type = 'Gibberish.GibberishTwo'")]
    [InlineData("text=GIBBERISHTHREE", "headers = '{\"a\":\"gibberishthree\"}'")]
    [InlineData("text=gibberishfour%C3%A9%5C", "body = convert_to('GibberishFour\u00e9\\', 'UTF8')")]
    [InlineData("text=gibberishfive", "body = '\\xff00'::bytea || 'Gibberishfive'::bytea")]
    public async Task Should_find_by_each_filter(string query, string set)
    {
        await Failed.WriteDown(host.Database);
        var id = await Failed.WriteDown(host.Database);
        await Set(id, set);

        Assert.Equal([id], Failed.Ids(await host.Api.Get($"{Messages}?{query}")));
    }

    [Fact]
    public async Task Should_show_each_once_while_more_fail()
    {
        List<string> written = [];
        for (var index = 0; index < 7; index++)
        {
            written.Insert(0, await Failed.WriteDown(host.Database));
            await Set(written[0], "endpoint = 'paged', failed_at = '2026-01-01'");
        }

        List<string> seen = [];
        for (var query = $"{Messages}?endpoint=paged&limit=2"; ;)
        {
            var page = await host.Api.Get(query);
            seen.AddRange(Failed.Ids(page));
            await Set(await Failed.WriteDown(host.Database), "endpoint = 'paged'");
            if (page["nextCursor"] is not { } cursor)
                break;
            query = $"{Messages}?endpoint=paged&limit=2&cursor={cursor}";
        }

        Assert.Equal(written.Order(StringComparer.Ordinal).Reverse(), seen);
    }

    [Fact]
    public async Task Should_stay_together_by_their_cause()
    {
        var wallet = await host.Api.OpenWallet("ops");
        var first = await Failed.Deliver(host.Database, wallet, "1", "account.debit.v1");
        var second = await Failed.Deliver(host.Database, wallet, "2", "account.debit.v1");
        var group = (await Failed.Becomes(host.Api, first, "failed"))["groupId"];
        await Failed.Becomes(host.Api, second, "failed");

        Assert.Equal(
            new[] { first, second }.Order(),
            Failed.Ids(await host.Api.Get($"{Messages}?groupId={group}")).Order());
        var found = await host.Api.Get($"/v1/ops/groups/{group}");
        Assert.Equal(("2", "account.debit.v1"), (found["count"], found["type"]));
        Assert.Contains(found["sampleId"], new[] { first, second });
        Assert.Contains(group!, (await host.Api.Get("/v1/ops/groups")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_count_the_money_of_a_transaction_once()
    {
        const string Group = "bbbbbbbb-0000-4000-8000-000000000001";
        const string Columns = ", fingerprint, transaction_id, account_ids, amount, currency, status";
        (string? Transaction, string Account, string Amount, string Currency, string Status)[] rows =
        [
            ("0001", "0001", "10.00", "USD", "failed"),
            ("0001", "0002", "12.50", "USD", "retrying"),
            ("0001", "0002", "7", "JPY", "failed"),
            ("0002", "0003", "1.00", "USD", "archived"),
            ("0003", "0004", "5.00", "USD", "resolved"),
            (null, "0001", "0.25", "USD", "failed"),
            (null, "0001", "0.25", "USD", "failed"),
        ];
        foreach (var (transaction, account, amount, currency, status) in rows)
            await Failed.WriteDown(host.Database, Columns, $"""
                , '{Group}', {(transaction is null ? "null" : $"'cccccccc-0000-4000-8000-00000000{transaction}'")},
                '{"{"}dddddddd-0000-4000-8000-00000000{account}{"}"}', {amount}, '{currency}', '{status}'
                """);

        var all = await host.Api.Get($"/v1/ops/groups/{Group}");
        var open = await host.Api.Get($"/v1/ops/groups/{Group}?status=failed");

        Assert.Equal("""[{"currency":"JPY","amount":"7"},{"currency":"USD","amount":"14.00"}]""", all["moneyAtRisk"]);
        Assert.Equal("""{"failed":4,"retrying":1,"resolved":1,"archived":1}""", all["countByStatus"]);
        Assert.Equal("4", all["affectedAccounts"]);
        Assert.Equal("""[{"currency":"JPY","amount":"7"},{"currency":"USD","amount":"10.50"}]""", open["moneyAtRisk"]);
        Assert.Equal("4", open["count"]);
    }

    Task<object?> Set(string id, string columns) => Embedded.Sql.Run(
        host.Database, $"update failed_messages set {columns} where message_id = '{id.Split('.')[0]}'");
}
