namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_topup_is_refused(RunningHost host) : IClassFixture<RunningHost>
{
    const string Unknown = "018f4e2a-7c1b-7d3e-9a52-00000000dead";
    const string Late = "018f4e2a-7c1b-7d3e-9a52-0000000000a1";

    [Theory]
    [InlineData("unknown", "account_not_found")]
    [InlineData("currency", "currency_mismatch")]
    [InlineData("limit", "balance_limit_exceeded")]
    [InlineData("ledger", "ledger_mismatch")]
    public async Task Should_be_on_record_as_failed_and_move_nothing(string mistake, string code)
    {
        var ledger = $"refused-{mistake}";
        var wallet = await WalletWithTen(ledger);

        var body = mistake switch
        {
            "unknown" => ApiClient.Amount(ledger, Unknown, "3.00"),
            "currency" => ApiClient.Amount(ledger, wallet, "3.00", "EUR"),
            "limit" => ApiClient.Amount(ledger, wallet, "90.01"),
            _ => ApiClient.Amount("another", wallet, "3.00"),
        };

        var refused = await host.Api.TopUp("wrong", body);

        Assert.Equal((422, "application/problem+json"), (refused.Status, refused.MediaType));
        Assert.Equal(code, refused["code"]);
        Assert.Equal($"/v1/transactions/{refused["transactionId"]}", refused.Headers["Location"]);
        var found = await host.Api.Get($"/v1/transactions/{refused["transactionId"]}");
        Assert.Equal((200, "failed"), (found.Status, found["status"]));
        Assert.Equal(code, found.Json.GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal("10.00", await host.Api.BalanceOf(wallet));
        var repeated = await host.Api.TopUp("wrong", body);
        Assert.Equal((422, refused.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        var source = await host.Api.Get($"/v1/accounts/{found["sourceAccountId"]}/balance");
        string?[] untouched = ["0.00", "-10.00"];
        Assert.Contains(source.Status == 404 ? "0.00" : source["balance"], untouched);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_name_the_numbers_behind_it()
    {
        var wallet = await WalletWithTen("numbers");

        var refused = await host.Api.TopUp("wrong", ApiClient.Amount("numbers", wallet, "95.00"));

        Assert.Equal(("95.00", "100.00"), (refused["requested"], refused["limit"]));
        Assert.Equal("-10.00", await ExternalBalance("numbers", wallet));
    }

    [Fact]
    public async Task Should_be_refused_in_the_same_words_again_even_when_it_would_now_succeed()
    {
        var body = ApiClient.Amount("again", Late, "3.00");
        var first = await host.Api.TopUp("wrong", body);
        await host.Api.Post("/v1/accounts", new
        {
            accountId = Late, ledger = "again", ownerId = "late", ownerType = "person", kind = "user", currency = "USD",
        });

        var second = await host.Api.TopUp("wrong", body);
        await host.Restart();
        var third = await host.Api.TopUp("wrong", body);

        Assert.Equal((422, false), (first.Status, first.IsReplay));
        Assert.Equal((422, first.Text, true), (second.Status, second.Text, second.IsReplay));
        Assert.Equal((422, first.Text, true), (third.Status, third.Text, third.IsReplay));
        Assert.Equal("0.00", await host.Api.BalanceOf(Late));
    }

    [Fact]
    public async Task Should_not_record_a_movement_from_an_account_to_itself()
    {
        var wallet = await WalletWithTen("itself");

        var refused = await host.Api.TopUp("wrong", new
        {
            ledger = "itself", sourceAccountId = wallet, destinationAccountId = wallet,
            amount = "1.00", currency = "USD",
        });

        Assert.Equal((422, "same_account"), (refused.Status, refused["code"]));
    }

    [Fact]
    public async Task Should_not_take_money_out_of_a_wallet()
    {
        var rich = await WalletWithTen("theft");
        var poor = await host.Api.OpenWallet("theft");

        var topup = await host.Api.TopUp("wrong", new
        {
            ledger = "theft", sourceAccountId = rich, destinationAccountId = poor, amount = "11.00", currency = "USD",
        });

        Assert.Equal(422, topup.Status);
        Assert.Equal(("10.00", "0.00"), (await host.Api.BalanceOf(rich), await host.Api.BalanceOf(poor)));
    }

    async Task<string> WalletWithTen(string ledger)
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            ledger, ownerId = "alice", ownerType = "person", kind = "user", currency = "USD", maxBalance = "100.00",
            initialBalance = "10.00",
        });
        Assert.Equal((201, "10.00"), (opened.Status, opened["balance"]));
        return opened["accountId"]!;
    }

    async Task<string> ExternalBalance(string ledger, string wallet)
    {
        var small = await host.Api.TopUp("probe", ApiClient.Amount(ledger, wallet, "1.00", "USD"));
        Assert.Equal(201, small.Status);
        var balance = decimal.Parse(await host.Api.BalanceOf(small["sourceAccountId"]!));
        return (balance + 1.00m).ToString();
    }
}
