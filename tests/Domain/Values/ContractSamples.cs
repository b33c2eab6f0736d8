using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Values;

/// <summary>One message of every contract, with every member set.</summary>
static partial class ContractSamples
{
    static readonly Guid AccountId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    static readonly Guid Counterparty = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    static readonly Guid TransactionId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    static readonly Guid OriginalId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000002");
    static readonly Guid RefundId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000003");
    static readonly Guid CardId = Guid.Parse("dddddddd-0000-4000-8000-000000000001");
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly DateOnly Today = new(2026, 3, 1);
    static readonly CurrencyCode Usd = new("USD");
    static readonly Money Amount = new(10.50m, Usd);
    static readonly JsonText Metadata = new("""{"order":7,"tags":["a","b"]}""");
    static readonly ChargedFee Fee = new(0.41m, ReturnedOnRefund: true);

    static readonly FeeRule Rule = new(
        Fixed: 0.25m, Percent: 1.5m, Minimum: 0.30m, Maximum: 5.00m, FeeRounding.HalfEven, Scale: 2,
        ReturnedOnRefund: true);

    static readonly FeeTariff Fees = new(
        Rule, Merchant: Rule with { Rounding = FeeRounding.Up }, Business: Rule with { Rounding = FeeRounding.Down });

    static readonly Refusal Refusal = new(RefusalCodes.InsufficientFunds, "The account does not have the funds.")
    {
        AccountId = AccountId,
        Currency = Usd,
        Requested = 10.50m,
        Available = 4.25m,
        Shortfall = 6.25m,
        Limit = 100.00m,
        Status = "frozen",
    };

    static readonly AccountSnapshot Snapshot = new(
        AccountId, "main", "customer-7", "person", AccountKind.Merchant, Usd, AccountStatus.Active, Balance: 100.00m,
        Held: 1.00m, Available: 99.00m, MinBalance: -5.00m, MaxBalance: 900.00m, CreditLimit: 20.00m, KycLevel: 2,
        Metadata, Version: 3, CreatedAt: Noon, UpdatedAt: Noon.AddMinutes(1), PerTransactionLimit: 50.00m,
        DailyLimit: 200.00m);

    static readonly CardSnapshot Card = new(
        CardId, AccountId, "main", CardStatus.Suspended, "for travel", ExpiresAt: Noon.AddYears(3), CreatedAt: Noon,
        UpdatedAt: Noon.AddMinutes(1));

    static readonly MovementAccepted Accepted = new(TransactionId, MovementPart.Debit, Fee, Today);

    public static MessageTypes Types { get; } = new([new MessageModule(Catalog.All, MessagesJson.Default)]);

    public static IReadOnlyList<IMessage> All { get; } =
    [
        .. AccountCommands,
        .. AccountReplies,
        .. AccountEvents,
        .. TransactionCommands,
        .. TransactionReplies,
        .. TransactionEvents,
    ];

    /// <summary>The names of all contracts, for theories.</summary>
    public static TheoryData<string> Names(Func<MessageContract, bool> filter) =>
        [.. Catalog.All.Where(filter).Select(contract => contract.Name)];

    public static (MessageType Type, IMessage Message) Named(string name)
    {
        Assert.True(Types.TryFind(name, out var type));
        var samples = All.Where(message => message.GetType() == type.Type).ToList();
        Assert.True(
            samples.Count == 1, $"{name} has {samples.Count} samples: give {nameof(ContractSamples)} exactly one.");
        return (type, samples[0]);
    }

    public static byte[] Write(MessageType type, IMessage message)
    {
        using var buffer = new PayloadBuffer();
        return buffer.Write(type, message).ToArray();
    }
}
