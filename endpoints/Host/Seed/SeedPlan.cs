using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Host.Seed;

/// <summary>What a seeded database holds: the same ids and amounts for the same plan.</summary>
/// <param name="Accounts">Wallets, besides the ledger's own.</param>
/// <param name="Transactions">In all: the first ones give the accounts their opening balances.</param>
/// <param name="From">When the first of it happens.</param>
/// <param name="To">When the last of it has happened.</param>
sealed record SeedPlan(int Accounts, int Transactions, Currency Currency, DateTimeOffset From, DateTimeOffset To)
{
    public const string Ledger = "main";
    const int OpeningUnits = 100_000;
    const int MostUnits = 2_000;
    const int AccountsOfAnOwner = 3;
    const int MerchantEvery = 20;
    const int References = 100_000;

    static readonly JsonText[] Channels =
        [new("""{"channel":"web"}"""), new("""{"channel":"app"}"""), new("""{"channel":"branch"}""")];

    static readonly TimeSpan HoldTime = TimeSpan.FromDays(7);

    /// <summary>Opening an account, or moving money, each at a time of its own.</summary>
    public int Steps => Math.Max(Accounts, Transactions);

    public Guid External => DeterministicId.ExternalAccount(Ledger, Currency.Code);

    /// <summary>In whole microseconds, which is what the store keeps.</summary>
    public DateTimeOffset TimeOf(int step)
    {
        var microseconds = (long)((To - From).TotalMicroseconds * step / Steps);
        return From.AddMicroseconds(microseconds);
    }

    public static Guid AccountId(int index) => DeterministicId.Derive("seed", "account", Text(index));

    public CreateAccount Account(int index) => new(
        AccountId(index),
        Ledger,
        OwnerId: $"owner-{Text(index / AccountsOfAnOwner)}",
        OwnerType: "person",
        index % MerchantEvery == 0 ? AccountKind.Merchant : AccountKind.User,
        Currency.Code,
        Activate: true,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        KycLevel: 1,
        InitialBalance: null,
        Metadata: null);

    /// <param name="step">Of the first ones, each gives one account its opening balance.</param>
    /// <param name="source">From 0 up to, but not including, 1: chance; and so are the other two.</param>
    public ITransactionRequest Request(int step, double source, double destination, double amount)
    {
        var tracking = $"seed-{Text(step)}";
        var id = DeterministicId.Request(Ledger, tracking);
        if (step < Accounts)
            return new RequestTopup(
                id, tracking, Ledger, External, AccountId(step), Money(OpeningUnits), null, "Opening balance", null,
                "seed");
        var (from, to) = Pair(source, destination);
        var (reference, metadata) = ($"order {Text(step % References)}", Channels[step % Channels.Length]);
        var money = Money(1 + (int)(amount * MostUnits));
        return (step % 10) switch
        {
            0 => new RequestTopup(
                id, tracking, Ledger, External, to, money, reference, "Top-up", metadata, "seed"),
            1 => new RequestWithdrawal(
                id, tracking, Ledger, from, External, money, reference, "Withdrawal", metadata, "seed"),
            2 or 3 => new RequestPayment(
                id, tracking, Ledger, from, to, money, reference, "Payment", metadata, "seed",
                CaptureMode.Automatic, HoldTime, CardId: null),
            _ => new RequestTransfer(
                id, tracking, Ledger, from, to, money, reference, "Transfer", metadata, "seed"),
        };
    }

    /// <summary>Two different accounts.</summary>
    (Guid From, Guid To) Pair(double source, double destination)
    {
        var from = (int)(source * Accounts);
        var to = (int)(destination * (Accounts - 1));
        return (AccountId(from), AccountId(to < from ? to : to + 1));
    }

    Money Money(int units) => new(new decimal(units, 0, 0, isNegative: false, (byte)Currency.Scale), Currency.Code);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
