using System.Text.Json;
using BillingEngine.Host;
using BillingEngine.Host.Configuration;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_transaction_is_traced(RunningHost host) : IClassFixture<RunningHost>
{
    const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Should_tell_what_caused_what_and_what_came_of_it()
    {
        var wallet = await host.Api.OpenWallet("traced");
        var topup = await host.Api.TopUp(
            "one", ApiClient.Amount("traced", wallet, "5.00"), ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"));

        var trace = (await host.Api.Get($"/v1/transactions/{topup["transactionId"]}/trace")).Json;

        Assert.Contains($"00-{TraceId}-", topup.Headers["traceparent"], StringComparison.Ordinal);
        Assert.True(trace.GetProperty("traced").GetBoolean());
        var conversation = Assert.Single(trace.GetProperty("conversations").EnumerateArray());
        Assert.Equal(TraceId, conversation.GetProperty("traceId").GetString());
        Assert.Equal(topup["correlationId"], conversation.GetProperty("correlationId").GetString());
        var messages = Messages(conversation);
        Assert.Equal("topup.request.v1", messages[0].GetProperty("type").GetString());
        Assert.All(messages.Skip(1), message => Assert.NotEqual("null", message.GetProperty("causedBy").GetRawText()));
        var deliveries = messages.Select(message => Assert.Single(message.GetProperty("deliveries").EnumerateArray()));
        Assert.All(deliveries, delivery => Assert.Equal("handled", delivery.GetProperty("outcome").GetString()));
        Assert.Equal(6, messages.Sum(message => message.GetProperty("events").GetArrayLength()));
        Assert.Equal(topup["transactionId"], messages[0].GetProperty("body").GetProperty("transactionId").GetString());
        Assert.Equal(0, conversation.GetProperty("waiting").GetArrayLength());
        Assert.Equal(
            conversation.GetProperty("messages").GetRawText(),
            (await host.Api.Get($"/v1/ops/conversations/{conversation.GetProperty("conversationId").GetString()}"))
                .Json.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task Should_tell_of_each_order_to_it_and_what_waits()
    {
        var ada = await host.Api.WalletWith("orders", "10.00");
        var shop = await host.Api.OpenWallet("orders");
        var payment = await host.Api.Authorize("orders", ada, shop, "8.00", "pay");
        var id = payment["transactionId"];

        var authorized = Conversations(await Trace(id));
        await host.Api.Capture(id, "3", "capture");
        await host.Api.Refund(id, "1", "refund");
        var all = Conversations(await Trace(id));

        var waiting = Assert.Single(authorized).GetProperty("waiting").EnumerateArray().ToList();
        Assert.NotEmpty(waiting);
        Assert.All(waiting, message => Assert.Equal("timeout", message.GetProperty("kind").GetString()));
        Assert.Equal(3, all.Count);
        Assert.Equal(
            authorized[0].GetProperty("conversationId").GetString(), all[0].GetProperty("conversationId").GetString());
        var sagas = all.SelectMany(Messages)
            .SelectMany(message => message.GetProperty("deliveries").EnumerateArray())
            .SelectMany(delivery => delivery.GetProperty("sagas").EnumerateArray())
            .ToList();
        Assert.Contains(sagas, saga => saga.GetProperty("changed").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Should_tell_of_events_after_the_traces_are_gone()
    {
        var wallet = await host.Api.OpenWallet("gone");
        var topup = await host.Api.TopUp("gone", ApiClient.Amount("gone", wallet, "5.00"));
        var id = topup["transactionId"];
        await Sql.Run(host.Database, $"""
            delete from traces where conversation_id in (
                select conversation_id from events where stream_id = '{id}'
            )
            """);

        var trace = await Trace(id);

        Assert.False(trace.GetProperty("traced").GetBoolean());
        var messages = Messages(Assert.Single(Conversations(trace)));
        Assert.Equal(
            [
                "account.activated.v1", "account.created.v1", "account.credited.v1", "account.debited.v1",
                "topup.requested.v1", "transaction.completed.v1",
            ],
            messages.SelectMany(message => message.GetProperty("events").EnumerateArray())
                .Select(e => e.GetProperty("type").GetString())
                .Order(StringComparer.Ordinal));
        Assert.Contains(messages, message => message.GetProperty("causedBy").ValueKind is JsonValueKind.String);
    }

    [Fact]
    public async Task Should_not_know_what_is_no_transaction()
    {
        var wallet = await host.Api.OpenWallet("none");

        var none = await host.Api.Get($"/v1/transactions/{Guid.Empty}/trace");
        var account = await host.Api.Get($"/v1/transactions/{wallet}/trace");

        Assert.Equal((404, "transaction_not_found"), (none.Status, none.Code));
        Assert.Equal((404, "transaction_not_found"), (account.Status, account.Code));
    }

    [Fact]
    public async Task Should_tell_of_processes_that_share_the_work()
    {
        var database = await TestCluster.NewDatabase();
        await using var accounts = await Start(database, "accounts");
        await using var transactions = await Start(database, "api", "transactions");
        var api = new ApiClient(transactions.Addresses.Single());
        var patience = ("Prefer", "wait=30");
        var wallet = (await api.Post("/v1/accounts", ApiClient.Wallet("apart"), patience))["accountId"]!;
        var topup = await api.TopUp("apart", ApiClient.Amount("apart", wallet, "5.00"), patience);

        var trace = (await api.Get($"/v1/transactions/{topup["transactionId"]}/trace")).Json;

        Assert.Equal(201, topup.Status);
        var messages = Messages(Assert.Single(Conversations(trace)));
        Assert.Equal(
            ["accounts", "transactions"],
            messages.Select(message => message.GetProperty("endpoint").GetString()!).Distinct().Order());
        Assert.Equal(6, messages.Sum(message => message.GetProperty("events").GetArrayLength()));
        // A timeout of a saga that has ended since waits on until it is due; all else was handled, once.
        Assert.All(messages, message => Assert.Equal(
            message.GetProperty("timeout").GetBoolean() ? 0 : 1, message.GetProperty("deliveries").GetArrayLength()));
        var ids = messages.Select(message => message.GetProperty("messageId").GetString()).ToHashSet();
        Assert.All(messages.Skip(1), message => Assert.Contains(message.GetProperty("causedBy").GetString(), ids));
    }

    async Task<JsonElement> Trace(string? id)
    {
        var found = await host.Api.Get($"/v1/transactions/{id}/trace");
        Assert.Equal(200, found.Status);
        return found.Json;
    }

    static Task<BillingHost> Start(string database, params string[] endpoints) => BillingHost.Start(
        new HostOptions(database, DataDirectory: null, "http://127.0.0.1:0", endpoints)
        {
            Configuration = BillingConfiguration.Default,
        },
        CancellationToken.None);

    static List<JsonElement> Conversations(JsonElement trace) =>
        [.. trace.GetProperty("conversations").EnumerateArray()];

    static List<JsonElement> Messages(JsonElement conversation) =>
        [.. conversation.GetProperty("messages").EnumerateArray()];
}
