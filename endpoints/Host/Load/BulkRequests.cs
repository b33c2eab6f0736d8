using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace BillingEngine.Host.Load;

/// <summary>Writes requests of many operations each.</summary>
sealed class BulkRequests(LoadPlan plan)
{
    const int LongestHead = 512;
    const int LongestItem = 320;

    // Whoever sends hundreds at once has the time to wait for them, and needs no second look.
    readonly byte[] head = Encoding.ASCII.GetBytes(
        $"POST /v1/transactions/bulk HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nContent-Type: application/json\r\n"
        + "Prefer: wait=30\r\nContent-Length: ");

    readonly byte[] body = new byte[LongestRequest(plan.Bulk ?? 0)];

    public static int LongestRequest(int items) => LongestHead + (items * LongestItem);

    public BulkItem Operation(int operation)
    {
        var (kind, wallet, cents) = (plan.KindOf(operation), plan.WalletOf(operation), plan.CentsOf(operation));
        var key = operation.ToString(CultureInfo.InvariantCulture);
        return kind switch
        {
            OperationKind.Topup => new("topup", null, plan.WalletId(wallet), cents, key),
            OperationKind.Transfer => new(
                "transfer", plan.WalletId(wallet), plan.WalletId(plan.OtherWalletOf(operation)), cents, key),
            OperationKind.Payment => new(
                "payment", plan.WalletId(wallet), plan.MerchantId(plan.MerchantOf(operation)), cents, key),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), kind, "A bulk request takes no refunds."),
        };
    }

    public BulkItem Funding(int funding) => new(
        "topup", null, plan.WalletId(funding % plan.Wallets), LoadPlan.FundingCents, $"funding-{funding}");

    public int Write(Span<byte> buffer, IReadOnlyList<BulkItem> items)
    {
        var length = WriteBody(items);
        head.CopyTo(buffer);
        Utf8.TryWrite(buffer[head.Length..], $"{length}\r\n\r\n", out var written);
        body.AsSpan(0, length).CopyTo(buffer[(head.Length + written)..]);
        return head.Length + written + length;
    }

    int WriteBody(IReadOnlyList<BulkItem> items)
    {
        Utf8.TryWrite(body, $$"""{"items":[""", out var at);
        for (var index = 0; index < items.Count; index++)
            at += WriteItem(body.AsSpan(at), items[index], index == 0 ? "" : ",");
        "]}"u8.CopyTo(body.AsSpan(at));
        return at + 2;
    }

    int WriteItem(Span<byte> buffer, BulkItem item, string separator)
    {
        var (units, cents) = Math.DivRem(item.Cents, 100);
        Utf8.TryWrite(buffer, $$"""{{separator}}{"type":"{{item.Type}}",""", out var start);
        var source = 0;
        if (item.Source is { } account)
            Utf8.TryWrite(buffer[start..], $$""" "sourceAccountId":"{{account}}",""", out source);
        Utf8.TryWrite(
            buffer[(start + source)..],
            $$"""
            "destinationAccountId":"{{item.Destination}}","amount":"{{units}}.{{cents:00}}","currency":"USD",
            "idempotencyKey":"load-{{plan.RunId}}-{{item.Key}}"}
            """,
            out var rest);
        return start + source + rest;
    }
}
