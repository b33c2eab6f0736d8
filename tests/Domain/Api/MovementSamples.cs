using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Bodies of movements, and transactions of every type.</summary>
static class MovementSamples
{
    public static readonly TransactionSnapshot Authorized = Samples.Completed with
    {
        Type = TransactionType.Payment,
        Status = TransactionStatus.Authorized,
        Amount = new Money(50m, new CurrencyCode("USD")),
        CompletedAt = null,
        AuthorizedAt = Samples.At.AddMilliseconds(2),
        ExpiresAt = Samples.At.AddDays(7),
    };

    public static readonly TransactionSnapshot Captured = Authorized with
    {
        Status = TransactionStatus.Completed,
        CapturedAmount = 20m,
        RefundedAmount = 5m,
        Fee = 0.3m,
        CompletedAt = Samples.At.AddMinutes(1),
        CardId = Guid.Parse(Samples.CardId),
    };

    public static readonly TransactionSnapshot Refund = Samples.Completed with
    {
        Type = TransactionType.Refund,
        Fee = 0.15m,
        OriginalTransactionId = Guid.Parse("88888888-2222-8333-8444-555555555555"),
    };

    public static IReadOnlyList<TransactionSnapshot> OfEachType { get; } =
    [
        Samples.Completed,
        Samples.FailedTransaction,
        Samples.Completed with { Type = TransactionType.Withdrawal },
        Samples.Completed with { Type = TransactionType.Transfer, Fee = 1m },
        Authorized,
        Captured,
        Refund,
    ];

    /// <summary>
    /// A valid body for any of the routes, with one member set to a raw JSON value, or taken out when that is null.
    /// </summary>
    public static string Movement(string member = "reference", string? json = "\"invoice 7\"") =>
        Samples.With(member, json, new()
        {
            ["sourceAccountId"] = $"\"{Samples.BankId}\"",
            ["destinationAccountId"] = $"\"{Samples.WalletId}\"",
            ["amount"] = "\"10.00\"",
            ["currency"] = "\"USD\"",
        });

    public static string CardPayment(string member = "reference", string? json = "\"invoice 7\"") =>
        Samples.With(member, json, new()
        {
            ["cardId"] = $"\"{Samples.CardId}\"",
            ["destinationAccountId"] = $"\"{Samples.WalletId}\"",
            ["amount"] = "\"10.00\"",
            ["currency"] = "\"USD\"",
        });

    /// <summary>A valid item of many, changed likewise.</summary>
    public static string Item(string member = "reference", string? json = "\"invoice 7\"") =>
        Samples.With(member, json, new()
        {
            ["type"] = "\"transfer\"",
            ["sourceAccountId"] = $"\"{Samples.BankId}\"",
            ["destinationAccountId"] = $"\"{Samples.WalletId}\"",
            ["amount"] = "\"10.00\"",
            ["currency"] = "\"USD\"",
            ["idempotencyKey"] = "\"k\"",
        });

    public static string Bulk(params IEnumerable<string> items) => $"{{\"items\":[{string.Join(',', items)}]}}";
}
