namespace BillingEngine.Integration.Tests.Host;

/// <summary>
/// No step of a movement is done where the step before it was, and nothing of it where it was asked for.
/// </summary>
[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_movements_go_from_process_to_process
{
    const string Ledger = "apart";

    [Fact]
    public async Task Should_answer_as_one_process_does()
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", "api");
        await using var accounts = await BillingProcess.Up("--connection", database, "--endpoints", "accounts");
        await using var transactions = await BillingProcess.Up("--connection", database, "--endpoints", "transactions");
        var ada = await api.Api.WalletWith(Ledger, "100.00");
        var shop = await api.Api.OpenWallet(Ledger);

        await Moves(api.Api, ada, shop);
        await Captures(api.Api, ada, shop);
        await Refunds(api.Api, ada, shop);
        await ManyAtOnce(api.Api, ada, shop);

        await Books.AreRight(database);
    }

    static async Task Moves(ApiClient api, string ada, string shop)
    {
        var tried = await api.Post(
            "/v1/transactions/withdrawal?dryRun=true",
            new { ledger = Ledger, sourceAccountId = ada, amount = "10", currency = "USD" },
            ("Idempotency-Key", "withdrawal"));
        var withdrawal = await api.Withdraw(Ledger, ada, "10.00", "withdrawal");
        var transfer = await api.Transfer(Ledger, ada, shop, "10.00", "transfer");
        var again = await api.Transfer(Ledger, ada, shop, "10.00", "transfer");
        var refused = await api.Transfer(Ledger, ada, shop, "80.01", "too-much");

        Assert.Equal("90.00", tried.Json.GetProperty("balances")[0].GetProperty("balance").GetString());
        Assert.Equal((201, 201), (withdrawal.Status, transfer.Status));
        Assert.Equal((201, transfer.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((422, "insufficient_funds"), (refused.Status, refused["code"]));
        Assert.Equal(("80.00", "0.00", "80.00"), await api.FundsOf(ada));
    }

    static async Task Captures(ApiClient api, string ada, string shop)
    {
        var captured = (await api.Authorize(Ledger, ada, shop, "20.00", "captured"))["transactionId"];
        var voided = (await api.Authorize(Ledger, ada, shop, "20.00", "voided"))["transactionId"];
        var expired = (await api.Authorize(Ledger, ada, shop, "20.00", "expired", "PT1S"))["transactionId"];

        var capture = await api.Capture(captured, "5.00", "capture");
        var again = await api.Capture(captured, "5.00", "capture");
        var release = await api.Void(voided);
        await api.Becomes(expired, "expired");
        var late = await api.Capture(expired, null, "late");

        Assert.Equal((201, "completed", "5.00"), (capture.Status, capture["status"], capture["capturedAmount"]));
        Assert.Equal((201, capture.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((200, "voided"), (release.Status, release["status"]));
        Assert.Equal((422, "reservation_expired"), (late.Status, late["code"]));
        Assert.Equal(("75.00", "0.00", "75.00"), await api.FundsOf(ada));
    }

    static async Task Refunds(ApiClient api, string ada, string shop)
    {
        var original = (await api.Get($"/v1/transactions/status/captured?ledger={Ledger}"))["transactionId"];

        var refunds = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            number => api.Refund(original, "2.00", $"refund-{number}")));

        Assert.Equal(2, refunds.Count(refund => refund.Status == 201));
        Assert.Equal("4.00", (await api.Transaction(original))["refundedAmount"]);
        Assert.Equal(("79.00", "11.00"), (await api.BalanceOf(ada), await api.BalanceOf(shop)));
    }

    static async Task ManyAtOnce(ApiClient api, string ada, string shop)
    {
        var items = Enumerable.Range(0, 200).Select(number => new
        {
            type = "transfer", ledger = Ledger, sourceAccountId = ada, destinationAccountId = shop, amount = "0.50",
            currency = "USD", idempotencyKey = $"many-{number}",
        });

        var answer = await api.Post("/v1/transactions/bulk", new { items }, ("Prefer", "wait=20"));

        var statuses = answer.Json.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("status").GetInt32())
            .ToList();
        Assert.Equal([201, 422], statuses.Distinct().Order());
        Assert.Equal(158, statuses.Count(status => status == 201));
        Assert.Equal(("0.00", "90.00"), (await api.BalanceOf(ada), await api.BalanceOf(shop)));
    }
}
