namespace BillingEngine.Integration.Tests.Host;

/// <summary>Movements of any type, orders and refunds as a caller asks for them, and what they leave behind.</summary>
static class Moves
{
    /// <summary>To the world outside.</summary>
    public static Task<Answer> Withdraw(this ApiClient api, string ledger, string source, string amount, string key) =>
        api.Move("withdrawal", key, new { ledger, sourceAccountId = source, amount, currency = "USD" });

    public static Task<Answer> Transfer(
        this ApiClient api, string ledger, string source, string destination, string amount, string key) =>
        api.Move("transfer", key, new
        {
            ledger, sourceAccountId = source, destinationAccountId = destination, amount, currency = "USD",
        });

    /// <summary>A payment that waits for its capture.</summary>
    public static Task<Answer> Authorize(
        this ApiClient api,
        string ledger,
        string source,
        string destination,
        string amount,
        string key,
        string expiresIn = "P7D") =>
        api.Move("payment", key, new
        {
            ledger, sourceAccountId = source, destinationAccountId = destination, amount, currency = "USD",
            capture = "manual", expiresIn,
        });

    public static Task<Answer> Move(this ApiClient api, string type, string key, object body) =>
        api.Post($"/v1/transactions/{type}", body, ("Idempotency-Key", key));

    public static Task<Answer> Capture(this ApiClient api, string? payment, string? amount, string key) =>
        api.Post($"/v1/transactions/{payment}/capture", new { amount }, ("Idempotency-Key", key));

    /// <summary>Without a key, which it does not need.</summary>
    public static Task<Answer> Void(this ApiClient api, string? payment) =>
        api.Send(HttpMethod.Post, $"/v1/transactions/{payment}/void", body: null);

    public static Task<Answer> Refund(this ApiClient api, string? original, string? amount, string key) =>
        api.Post($"/v1/transactions/{original}/refund", new { amount }, ("Idempotency-Key", key));

    public static Task<Answer> Transaction(this ApiClient api, string? id) => api.Look($"/v1/transactions/{id}");

    public static async Task<string> WalletWith(this ApiClient api, string ledger, string amount)
    {
        var wallet = new
        {
            ledger, ownerId = "alice", ownerType = "person", kind = "user", currency = "USD", initialBalance = amount,
        };
        var opened = await api.Post("/v1/accounts", wallet);
        Assert.Equal((201, amount), (opened.Status, opened["balance"]));
        return opened["accountId"]!;
    }

    /// <summary>Balance, held and available.</summary>
    public static async Task<(string?, string?, string?)> FundsOf(this ApiClient api, string? account)
    {
        var found = await api.Look($"/v1/accounts/{account}/balance");
        Assert.Equal(200, found.Status);
        return (found["balance"], found["held"], found["available"]);
    }

    /// <summary>Waits for a status that comes by itself.</summary>
    public static async Task<Answer> Becomes(this ApiClient api, string? transaction, string status)
    {
        for (var looks = 0; ; looks++)
        {
            var found = await api.Transaction(transaction);
            if (found["status"] == status)
                return found;
            Assert.True(looks < 1200, $"It is not {status}: {found.Text}");
            await Task.Delay(50);
        }
    }

    /// <summary>A payment of 8.00 from a wallet with 10.00, under the key "key".</summary>
    public static async Task<(string Ada, string Shop, Answer Payment)> Authorized(
        this ApiClient api, string ledger, string expiresIn = "P7D")
    {
        var ada = await api.WalletWith(ledger, "10.00");
        var shop = await api.OpenWallet(ledger);
        var payment = await api.Authorize(ledger, ada, shop, "8.00", "key", expiresIn);
        Assert.Equal((201, "authorized"), (payment.Status, payment["status"]));
        return (ada, shop, payment);
    }
}
