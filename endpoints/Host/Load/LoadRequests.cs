using System.Text;
using System.Text.Unicode;

namespace BillingEngine.Host.Load;

/// <summary>Writes the requests of a run: what is the same in all of them is laid out once.</summary>
sealed class LoadRequests(LoadPlan plan)
{
    readonly byte[] topupHead = PostHead(plan, "/v1/transactions/topup");
    readonly byte[] accountHead = PostHead(plan, "/v1/accounts");

    public int Topup(Span<byte> buffer, int operation)
    {
        Span<byte> body = stackalloc byte[256];
        var (units, cents) = Math.DivRem(plan.CentsOf(operation), 100);
        var wallet = plan.WalletId(plan.WalletOf(operation));
        Utf8.TryWrite(
            body,
            $$"""{"destinationAccountId":"{{wallet}}","amount":"{{units}}.{{cents:00}}","currency":"USD"}""",
            out var length);
        topupHead.CopyTo(buffer);
        Utf8.TryWrite(
            buffer[topupHead.Length..],
            $"{operation}\r\nContent-Length: {length}\r\n\r\n",
            out var written);
        body[..length].CopyTo(buffer[(topupHead.Length + written)..]);
        return topupHead.Length + written + length;
    }

    public int CreateWallet(Span<byte> buffer, int wallet)
    {
        Span<byte> body = stackalloc byte[512];
        Utf8.TryWrite(
            body,
            $$"""
            {"accountId":"{{plan.WalletId(wallet)}}","ledger":"main","ownerId":"load-{{plan.RunId}}-{{wallet}}",
            "ownerType":"load","kind":"user","currency":"USD"}
            """,
            out var length);
        accountHead.CopyTo(buffer);
        Utf8.TryWrite(
            buffer[accountHead.Length..],
            $"wallet-{wallet}\r\nContent-Length: {length}\r\n\r\n",
            out var written);
        body[..length].CopyTo(buffer[(accountHead.Length + written)..]);
        return accountHead.Length + written + length;
    }

    public int Balance(Span<byte> buffer, int wallet) => Get(buffer, $"/v1/accounts/{plan.WalletId(wallet)}/balance");

    public int Transaction(Span<byte> buffer, string id) => Get(buffer, $"/v1/transactions/{id}");

    // Ends within the idempotency key, whose last part each request adds.
    static byte[] PostHead(LoadPlan plan, string path) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nContent-Type: application/json\r\n"
        + $"Idempotency-Key: load-{plan.RunId}-");

    int Get(Span<byte> buffer, string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\n\r\n", buffer);
}
