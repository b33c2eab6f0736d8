namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_wallet_is_opened(RunningHost host) : IClassFixture<RunningHost>
{
    const string Id = "018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60";

    [Fact]
    public async Task Should_be_found_as_it_was_answered()
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            accountId = Id,
            ownerId = "alice",
            ownerType = "person",
            kind = "user",
            currency = "USD",
            maxBalance = "500.00",
            metadata = new { tier = "gold" },
        });

        Assert.Equal(201, opened.Status);
        Assert.Equal($"/v1/accounts/{Id}", opened.Headers["Location"]);
        Assert.Equal(
            (Id, "main", "active", "0.00", "500.00"),
            (opened["accountId"], opened["ledger"], opened["status"], opened["balance"], opened["maxBalance"]));
        Assert.Equal("gold", opened.Json.GetProperty("metadata").GetProperty("tier").GetString());
        var found = await host.Api.Get($"/v1/accounts/{Id}");
        Assert.Equal((200, opened.Text), (found.Status, found.Text));
    }

    [Fact]
    public async Task Should_say_what_its_balance_is()
    {
        var wallet = await host.Api.OpenWallet("balances", "BHD");

        var balance = await host.Api.Get($"/v1/accounts/{wallet}/balance");

        Assert.Equal(200, balance.Status);
        Assert.Equal(
            (wallet, "BHD", "0.000", "0.000", "0.000"),
            (balance["accountId"], balance["currency"], balance["balance"], balance["held"], balance["available"]));
        Assert.EndsWith("Z", balance["asOf"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_an_id_that_is_in_use()
    {
        var wallet = await host.Api.OpenWallet("twice");

        var second = await host.Api.Post("/v1/accounts", new
        {
            accountId = wallet, ledger = "other", ownerId = "bob", ownerType = "person", kind = "user",
            currency = "EUR",
        });

        Assert.Equal((409, "application/problem+json"), (second.Status, second.MediaType));
        Assert.Equal("account_exists", second["code"]);
        Assert.Equal("alice", (await host.Api.Get($"/v1/accounts/{wallet}"))["ownerId"]);
    }

    [Fact]
    public async Task Should_refuse_the_id_of_a_transaction()
    {
        var wallet = await host.Api.OpenWallet("foreign-id");
        var topup = await host.Api.TopUp("key", ApiClient.Amount("foreign-id", wallet, "1.00"));

        var second = await host.Api.Post("/v1/accounts", new
        {
            accountId = topup["transactionId"], ownerId = "bob", ownerType = "person", kind = "user", currency = "EUR",
        });

        Assert.Equal((409, "account_exists"), (second.Status, second["code"]));
    }

    [Fact]
    public async Task Should_take_money_only_once_it_is_active()
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            ledger = "pending", ownerId = "alice", ownerType = "person", kind = "user", currency = "USD",
            activate = false,
        });
        var wallet = opened["accountId"]!;
        Assert.Equal("pending", opened["status"]);

        var early = await host.Api.TopUp("early", ApiClient.Amount("pending", wallet, "5.00"));
        var activated = await host.Api.Post($"/v1/accounts/{wallet}/activate", new { reason = "checked" });
        var again = await host.Api.Post($"/v1/accounts/{wallet}/activate", new { reason = "checked twice" });
        var late = await host.Api.TopUp("late", ApiClient.Amount("pending", wallet, "5.00"));

        Assert.Equal((422, "account_not_active"), (early.Status, early["code"]));
        Assert.Equal((200, "active"), (activated.Status, activated["status"]));
        Assert.Equal((200, activated.Text), (again.Status, again.Text));
        Assert.Equal(201, late.Status);
        Assert.Equal("5.00", await host.Api.BalanceOf(wallet));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_come_with_its_initial_balance_and_give_the_same_answer_again()
    {
        var body = new
        {
            ledger = "initial", ownerId = "alice", ownerType = "person", kind = "user", currency = "JPY",
            initialBalance = "2500",
        };

        var opened = await host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"));
        var again = await host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"));

        Assert.Equal((201, "2500"), (opened.Status, opened["balance"]));
        Assert.Equal((201, opened.Text, true), (again.Status, again.Text, again.IsReplay));
        var found = await host.Api.Get($"/v1/accounts/{opened["accountId"]}");
        Assert.Equal(opened.Text, found.Text);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_not_be_activated_when_there_is_none()
    {
        const string Missing = "018f4e2a-7c1b-7d3e-9a52-ffffffffffff";

        var activated = await host.Api.Post($"/v1/accounts/{Missing}/activate", new { });

        Assert.Equal((404, "account_not_found"), (activated.Status, activated["code"]));
        Assert.Equal(404, (await host.Api.Get($"/v1/accounts/{Missing}")).Status);
        Assert.Equal(404, (await host.Api.Get($"/v1/accounts/{Missing}/balance")).Status);
    }
}
