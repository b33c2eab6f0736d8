using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

static class Samples
{
    public const string WalletId = "11111111-2222-4333-8444-555555555555";
    public const string BankId = "99999999-2222-4333-8444-555555555555";
    public const string CardId = "00000001-2222-4333-8444-555555555555";
    public const string TransactionId = "77777777-2222-8333-8444-555555555555";

    public static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static readonly AccountSnapshot Account = new(
        Guid.Parse(WalletId),
        "main",
        "ada",
        "customer",
        AccountKind.User,
        new CurrencyCode("USD"),
        AccountStatus.Active,
        Balance: -12.5m,
        Held: 0m,
        Available: 87.5m,
        MinBalance: -100m,
        MaxBalance: null,
        CreditLimit: 0m,
        KycLevel: 2,
        new JsonText("""{"team":"blå"}"""),
        Version: 3,
        CreatedAt: At,
        UpdatedAt: At.AddMinutes(1),
        PerTransactionLimit: 50m);

    public static readonly TransactionSnapshot Completed = new(
        Guid.Parse(TransactionId),
        "key-1",
        "main",
        TransactionType.Topup,
        TransactionStatus.Completed,
        Guid.Parse(BankId),
        Guid.Parse(WalletId),
        new Money(10m, new CurrencyCode("USD")),
        Reference: null,
        "Top-up of March",
        Metadata: null,
        Failure: null,
        "correlation-of-the-first",
        "fingerprint",
        CreatedAt: At,
        CompletedAt: At.AddMilliseconds(3));

    public static readonly Refusal LimitExceeded = new("balance_limit_exceeded", "The limit would be passed.")
    {
        AccountId = Guid.Parse(WalletId),
        Currency = new CurrencyCode("USD"),
        Requested = 10m,
        Available = 2.5m,
        Shortfall = 7.5m,
        Limit = 100m,
        Status = "active",
    };

    public static readonly CardSnapshot Card = new(
        Guid.Parse(CardId),
        Guid.Parse(WalletId),
        "main",
        CardStatus.Issued,
        "Groceries",
        ExpiresAt: At.AddYears(3),
        CreatedAt: At,
        UpdatedAt: At);

    public static readonly Refusal CardIsExpired = new("invalid_card_state", "Only an active card can be suspended.")
    {
        AccountId = Guid.Parse(WalletId),
        Status = "expired",
    };

    public static TransactionSnapshot FailedTransaction =>
        Completed.After(new TransactionFailed(Completed.TransactionId, LimitExceeded), At.AddMilliseconds(3));

    /// <summary>A valid body with one member set to a raw JSON value, or taken out when that is null.</summary>
    public static string Topup(string member = "reference", string? json = "\"invoice 7\"") => With(member, json, new()
    {
        ["destinationAccountId"] = $"\"{WalletId}\"",
        ["amount"] = "\"10.00\"",
        ["currency"] = "\"USD\"",
    });

    public static string NewAccount(string member = "kycLevel", string? json = "1") => With(member, json, new()
    {
        ["ownerId"] = "\"ada\"",
        ["ownerType"] = "\"customer\"",
        ["kind"] = "\"user\"",
        ["currency"] = "\"USD\"",
    });

    /// <summary>For expected JSON that is too long for one line of source.</summary>
    public static string OneLine(string text) => text.ReplaceLineEndings("");

    public static string With(string member, string? json, Dictionary<string, string> members)
    {
        if (json is null)
            members.Remove(member);
        else
            members[member] = json;
        return $"{{{string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }
}
