using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Which members a transaction has, by its type and how far it has come.</summary>
public sealed class TransactionShapeTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Should_show_a_payment_that_waits_for_its_capture() => Assert.Equal(
        Json("payment", "authorized", "50.00", """
            "capturedAmount":null,"refundedAmount":"0.00","expiresAt":"2026-03-11T05:06:07Z","cardId":null,
            """, completedAt: "null"),
        await Show(MovementSamples.Authorized));

    [Fact]
    public async Task Should_show_a_captured_payment() => Assert.Equal(
        Json("payment", "completed", "50.00", $$"""
            "capturedAmount":"20.00","refundedAmount":"5.00","feeAmount":"0.30","expiresAt":"2026-03-11T05:06:07Z",
            "cardId":"{{Samples.CardId}}",
            """, completedAt: "\"2026-03-04T05:07:07Z\""),
        await Show(MovementSamples.Captured));

    [Fact]
    public async Task Should_show_a_refund() => Assert.Equal(
        Json("refund", "completed", "10.00", """
            "originalTransactionId":"88888888-2222-8333-8444-555555555555","feeReturnedAmount":"0.15",
            """),
        await Show(MovementSamples.Refund));

    [Fact]
    public async Task Should_show_a_withdrawal() => Assert.Equal(
        Json("withdrawal", "completed", "10.00", ""),
        await Show(Samples.Completed with { Type = TransactionType.Withdrawal }));

    [Fact]
    public async Task Should_show_a_transfer() => Assert.Equal(
        Json("transfer", "completed", "10.00", """
            "refundedAmount":"0.00","feeAmount":"1.00",
            """),
        await Show(Samples.Completed with { Type = TransactionType.Transfer, Fee = 1m }));

    /// <summary>A capture that is on its way has taken nothing yet, and one that failed never will.</summary>
    [Theory]
    [InlineData(TransactionStatus.Processing, "processing")]
    [InlineData(TransactionStatus.Failed, "failed")]
    [InlineData(TransactionStatus.Voided, "voided")]
    [InlineData(TransactionStatus.Expired, "expired")]
    public async Task Should_not_show_as_captured_what_was_not(TransactionStatus status, string shown)
    {
        api.Engine.Transaction = MovementSamples.Captured with { Status = status };

        var json = (await api.Get($"/v1/transactions/{Samples.TransactionId}")).Json;

        Assert.Equal(shown, json.GetProperty("status").GetString());
        Assert.Null(json.GetProperty("capturedAmount").GetString());
    }

    async Task<string> Show(TransactionSnapshot transaction)
    {
        api.Engine.Transaction = transaction;
        return (await api.Get($"/v1/transactions/{Samples.TransactionId}")).Text;
    }

    static string Json(
        string type,
        string status,
        string amount,
        string members,
        string completedAt = "\"2026-03-04T05:06:07.003Z\"") =>
        Samples.OneLine($$"""
            {"transactionId":"{{Samples.TransactionId}}","trackingId":"key-1","ledger":"main","type":"{{type}}",
            "status":"{{status}}","sourceAccountId":"{{Samples.BankId}}","destinationAccountId":"{{Samples.WalletId}}",
            "amount":"{{amount}}","currency":"USD",{{members}}"reference":null,"description":"Top-up of March",
            "metadata":null,"failure":null,"correlationId":"correlation-of-the-first",
            "createdAt":"2026-03-04T05:06:07Z","completedAt":{{completedAt}}}
            """);
}
