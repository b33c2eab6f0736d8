namespace BillingEngine.Integration.Tests.Host;

/// <summary>What is done to wallets, beside the moves of their money.</summary>
static class Changes
{
    /// <summary>From the world outside.</summary>
    public static Task<Answer> Into(this ApiClient api, string ledger, string wallet, string amount, string key) =>
        api.TopUp(key, ApiClient.Amount(ledger, wallet, amount));

    /// <summary>A top-up that names its source: money leaves the one and comes to the other.</summary>
    public static Task<Answer> Between(
        this ApiClient api, string ledger, string source, string destination, string amount, string key) =>
        api.TopUp(key, new
        {
            ledger, sourceAccountId = source, destinationAccountId = destination, amount, currency = "USD",
        });

    public static Task<Answer> PayByCard(
        this ApiClient api, string ledger, string card, string destination, string amount, string key) =>
        api.Move("payment", key, new
        {
            ledger, cardId = card, destinationAccountId = destination, amount, currency = "USD",
        });

    /// <summary>A wallet that has a status.</summary>
    public static async Task<string> OpenIn(this ApiClient api, string ledger, string status)
    {
        var opened = await api.Post("/v1/accounts", new
        {
            ledger, ownerId = "alice", ownerType = "person", kind = "user", currency = "USD",
            activate = status != "pending",
        });
        var wallet = opened["accountId"]!;
        if (status is "suspended" or "frozen" or "closed")
        {
            var change = status switch { "suspended" => "suspend", "frozen" => "freeze", _ => "close" };
            Assert.Equal(status, (await api.Change(wallet, change))["status"]);
        }

        return wallet;
    }

    public static Task<Answer> Change(this ApiClient api, string wallet, string change, string reason = "as agreed") =>
        api.Post($"/v1/accounts/{wallet}/{change}", new { reason });
}
