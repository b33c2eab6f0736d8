using System.Collections.Frozen;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>
/// A small ledger in dollars: a payer with 100, a shop with 50, and everything that is asked of them.
/// </summary>
static class Ledger
{
    public static readonly CurrencyCode Usd = new("USD");
    public static readonly Guid World = DeterministicId.ExternalAccount("main", Usd);
    public static readonly Guid Fees = DeterministicId.FeeAccount("main", Usd);
    public static readonly Guid Payer = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Shop = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>People pay 0.30 and 1 %; shops pay nothing.</summary>
    public static FeeRule Fee { get; } = new(
        0.30m, 1m, Minimum: null, Maximum: null, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true);

    public static TransactionRules WithFees { get; } = Rules(Fee);

    public static IReadOnlyList<ICommand> Opening { get; } =
    [
        Wallet(Payer) with { InitialBalance = 100m },
        Wallet(Shop) with { Kind = AccountKind.Merchant, InitialBalance = 50m },
    ];

    public static TransactionRules Rules(FeeRule fee)
    {
        var tariff = new FeeTariff(fee, Merchant: null, Business: null);
        return new()
        {
            Fees = new[] { TransactionType.Withdrawal, TransactionType.Transfer, TransactionType.Payment }
                .ToFrozenDictionary(type => (type, Usd), _ => tariff),
        };
    }

    public static CreateAccount Wallet(Guid id) => new(
        id, "main", "customer-7", "person", AccountKind.User, Usd, Activate: true, MinBalance: null, MaxBalance: null,
        CreditLimit: null, KycLevel: 0, InitialBalance: null, Metadata: null);

    public static Guid IdOf(string key) => DeterministicId.Request("main", key);

    public static RequestTopup Topup(string key, decimal amount) => new(
        IdOf(key), key, "main", World, Payer, new Money(amount, Usd), "ref", Description: null, Metadata: null,
        "print");

    public static RequestWithdrawal Withdrawal(string key, decimal amount) => new(
        IdOf(key), key, "main", Payer, World, new Money(amount, Usd), "ref", Description: null, Metadata: null,
        "print");

    public static RequestTransfer Transfer(string key, decimal amount) => new(
        IdOf(key), key, "main", Payer, Shop, new Money(amount, Usd), "ref", Description: null, Metadata: null, "print");

    public static RequestPayment Payment(string key, decimal amount) => new(
        IdOf(key), key, "main", Payer, Shop, new Money(amount, Usd), "ref", Description: null, Metadata: null, "print",
        CaptureMode.Automatic, Week, CardId: null);

    public static RequestPayment ManualPayment(string key, decimal amount) =>
        Payment(key, amount) with { Capture = CaptureMode.Manual };

    /// <summary>Back from the shop to the payer.</summary>
    public static RequestRefund Refund(string key, string original, decimal amount) => new(
        IdOf(key), key, "main", Shop, Payer, new Money(amount, Usd), "ref", Description: null, Metadata: null, "print",
        IdOf(original));

    public static CapturePayment Capture(string key, decimal? amount = null) => new(IdOf(key), amount);

    public static VoidPayment Void(string key) => new(IdOf(key), Reason: null);

    public static FreezeAccount Freeze(Guid account) => new(account, "suspicion");

    public static ChangeAccountLimits Limits(Guid account) => new(
        account, MinBalance: null, MaxBalance: null, CreditLimit: null, PerTransactionLimit: null, DailyLimit: null,
        KycLevel: null, AccountLimits.None, Reason: null);

    public static TransactionSnapshot Named(this Books books, string key) => books.Transactions[IdOf(key)];

    /// <summary>How a transaction stands, and why: "Failed account_frozen".</summary>
    public static string StateOf(this Books books, string key) =>
        $"{books.Named(key).Status} {books.Named(key).Failure?.Code}".TrimEnd();
}
