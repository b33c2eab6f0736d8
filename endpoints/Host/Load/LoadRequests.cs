using System.Text;
using System.Text.Unicode;

namespace BillingEngine.Host.Load;

/// <summary>Writes the requests of a run: what is the same in all of them is laid out once.</summary>
sealed class LoadRequests(LoadPlan plan)
{
    const int LongestBody = 512;

    readonly byte[] topupHead = PostHead(plan, "/v1/transactions/topup");
    readonly byte[] transferHead = PostHead(plan, "/v1/transactions/transfer");
    readonly byte[] paymentHead = PostHead(plan, "/v1/transactions/payment");
    readonly byte[] accountHead = PostHead(plan, "/v1/accounts");

    /// <summary>The request of an operation that needs nothing but its number.</summary>
    public int Operation(Span<byte> buffer, int operation, OperationKind kind) => kind switch
    {
        OperationKind.Topup => Topup(buffer, plan.WalletOf(operation), plan.CentsOf(operation), $"{operation}"),
        OperationKind.Transfer => Movement(
            buffer, transferHead, operation, plan.WalletId(plan.OtherWalletOf(operation))),
        OperationKind.Payment => Movement(
            buffer, paymentHead, operation, plan.MerchantId(plan.MerchantOf(operation))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A refund needs a payment."),
    };

    /// <summary>The top-up that gives a wallet money to spend.</summary>
    public int Funding(Span<byte> buffer, int funding) =>
        Topup(buffer, funding % plan.Wallets, LoadPlan.FundingCents, $"funding-{funding}");

    /// <summary>Refunds a payment of this run in full.</summary>
    public int Refund(Span<byte> buffer, int operation, int payment) => Post(
        buffer, PostHead(plan, $"/v1/transactions/{plan.TransactionId(payment)}/refund"), $"{operation}", "{}"u8);

    public int CreateWallet(Span<byte> buffer, int wallet) =>
        CreateAccount(buffer, plan.WalletId(wallet), "user", $"wallet-{wallet}");

    public int CreateMerchant(Span<byte> buffer, int merchant) =>
        CreateAccount(buffer, plan.MerchantId(merchant), "merchant", $"merchant-{merchant}");

    public int Balance(Span<byte> buffer, Guid accountId) => Get(buffer, $"/v1/accounts/{accountId}/balance");

    public int Transaction(Span<byte> buffer, string id) => Get(buffer, $"/v1/transactions/{id}");

    int Topup(Span<byte> buffer, int wallet, int amount, string key)
    {
        Span<byte> body = stackalloc byte[LongestBody];
        var (units, cents) = Math.DivRem(amount, 100);
        Utf8.TryWrite(
            body,
            $$"""{"destinationAccountId":"{{plan.WalletId(wallet)}}","amount":"{{units}}.{{cents:00}}","currency":"USD"}""",
            out var length);
        return Post(buffer, topupHead, key, body[..length]);
    }

    int Movement(Span<byte> buffer, byte[] head, int operation, Guid destination)
    {
        Span<byte> body = stackalloc byte[LongestBody];
        var source = plan.WalletId(plan.WalletOf(operation));
        var (units, cents) = Math.DivRem(plan.CentsOf(operation), 100);
        Utf8.TryWrite(
            body,
            $$"""
            {"sourceAccountId":"{{source}}","destinationAccountId":"{{destination}}","amount":"{{units}}.{{cents:00}}",
            "currency":"USD"}
            """,
            out var length);
        return Post(buffer, head, $"{operation}", body[..length]);
    }

    int CreateAccount(Span<byte> buffer, Guid accountId, string kind, string name)
    {
        Span<byte> body = stackalloc byte[LongestBody];
        Utf8.TryWrite(
            body,
            $$"""
            {"accountId":"{{accountId}}","ledger":"main","ownerId":"load-{{plan.RunId}}-{{name}}",
            "ownerType":"load","kind":"{{kind}}","currency":"USD"}
            """,
            out var length);
        return Post(buffer, accountHead, name, body[..length]);
    }

    static int Post(Span<byte> buffer, byte[] head, string key, ReadOnlySpan<byte> body)
    {
        head.CopyTo(buffer);
        Utf8.TryWrite(buffer[head.Length..], $"{key}\r\nContent-Length: {body.Length}\r\n\r\n", out var written);
        body.CopyTo(buffer[(head.Length + written)..]);
        return head.Length + written + body.Length;
    }

    // Ends within the idempotency key, whose last part each request adds.
    static byte[] PostHead(LoadPlan plan, string path) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nContent-Type: application/json\r\n"
        + $"Idempotency-Key: load-{plan.RunId}-");

    int Get(Span<byte> buffer, string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\n\r\n", buffer);
}
