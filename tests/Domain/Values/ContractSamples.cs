using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Values;

/// <summary>One message of every contract, with every member set.</summary>
static class ContractSamples
{
    static readonly Guid AccountId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    static readonly Guid Counterparty = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    static readonly Guid TransactionId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly CurrencyCode Usd = new("USD");
    static readonly Money Amount = new(10.50m, Usd);
    static readonly JsonText Metadata = new("""{"order":7,"tags":["a","b"]}""");

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
        Metadata, Version: 3, CreatedAt: Noon, UpdatedAt: Noon.AddMinutes(1));

    public static MessageTypes Types { get; } = new([new MessageModule(Catalog.All, MessagesJson.Default)]);

    public static IReadOnlyList<IMessage> All { get; } =
    [
        new CreateAccount(
            AccountId, "main", "customer-7", "person", AccountKind.Merchant, Usd, Activate: true, MinBalance: -5.00m,
            MaxBalance: 900.00m, CreditLimit: 20.00m, KycLevel: 2, InitialBalance: 50.00m, Metadata),
        new ActivateAccount(AccountId, "papers are in order"),
        new DebitAccount(AccountId, TransactionId, "main", Amount, Counterparty, "invoice 12"),
        new CreditAccount(AccountId, TransactionId, "main", Amount, Counterparty, "invoice 12"),
        new ReverseDebit(AccountId, TransactionId, Amount, "account_frozen"),
        new CancelMovement(AccountId, TransactionId, MovementPart.Credit),
        new AccountCommandAccepted(Snapshot),
        new AccountCommandRefused(Refusal),
        new DebitAccepted(AccountId, TransactionId),
        new DebitRejected(AccountId, TransactionId, Refusal),
        new CreditAccepted(AccountId, TransactionId),
        new CreditRejected(AccountId, TransactionId, Refusal),
        new DebitReversalConfirmed(AccountId, TransactionId),
        new MovementCancellation(AccountId, TransactionId, MovementPart.Debit, HadHappened: true),
        new AccountCreated(
            AccountId, "main", "customer-7", "person", AccountKind.Merchant, Usd, MinBalance: -5.00m,
            MaxBalance: 900.00m, CreditLimit: 20.00m, KycLevel: 2, Metadata),
        new AccountActivated(AccountId, "papers are in order"),
        new AccountDebited(AccountId, TransactionId, Amount, BalanceAfter: -0.50m, Counterparty, "invoice 12"),
        new AccountCredited(AccountId, TransactionId, Amount, BalanceAfter: 110.50m, Counterparty, "invoice 12"),
        new AccountDebitReversed(AccountId, TransactionId, Amount, BalanceAfter: 100.00m, "account_frozen"),
        new AccountMovementCancelled(AccountId, TransactionId, MovementPart.Credit),
        new RequestTopup(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a top-up", Metadata,
            "9f86d081"),
        new CompleteTransaction(TransactionId),
        new TransactionRequestRefused(Refusal),
        new FailTransaction(TransactionId, Refusal),
        new TopupRequested(
            TransactionId, "key-1", "main", Counterparty, AccountId, Amount, "invoice 12", "a top-up", Metadata,
            "9f86d081"),
        new TransactionCompleted(TransactionId),
        new TransactionFailed(TransactionId, Refusal),
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
