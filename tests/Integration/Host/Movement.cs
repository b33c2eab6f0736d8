namespace BillingEngine.Integration.Tests.Host;

/// <summary>Money that comes to a wallet, leaves it, or goes from one to another, in ledgers of their own.</summary>
static class Movement
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

    public static Task<Answer> Change(this ApiClient api, string wallet, string change, string reason = "as agreed") =>
        api.Post($"/v1/accounts/{wallet}/{change}", new { reason });
}
