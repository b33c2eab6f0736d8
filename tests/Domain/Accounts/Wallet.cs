using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>One account in US dollars, and what can be said to it and about it.</summary>
static partial class Wallet
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly CurrencyCode Usd = new("USD");
    public static readonly Guid Id = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Counterparty = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    public static readonly Guid Transaction = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    public static readonly Guid OtherTransaction = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000002");

    public static CreateAccount Create { get; } = new(
        Id,
        Ledger: "main",
        OwnerId: "customer-7",
        OwnerType: "person",
        AccountKind.User,
        Usd,
        Activate: true,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        KycLevel: 2,
        InitialBalance: null,
        Metadata: new JsonText("""{"tier":"gold"}"""));

    public static AccountCreated Created { get; } = new(
        Id,
        Ledger: "main",
        OwnerId: "customer-7",
        OwnerType: "person",
        AccountKind.User,
        Usd,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        KycLevel: 2,
        Metadata: new JsonText("""{"tier":"gold"}"""));

    public static AccountActivated Activated { get; } = new(Id, Reason: null);

    public static DebitAccount Debit(decimal amount) =>
        new(Id, Transaction, "main", new Money(amount, Usd), Counterparty, "invoice 12");

    public static CreditAccount Credit(decimal amount) =>
        new(Id, Transaction, "main", new Money(amount, Usd), Counterparty, "invoice 12");

    public static ReverseDebit Reverse(decimal amount) =>
        new(Id, Transaction, new Money(amount, Usd), "account_closed");

    public static ReverseCredit ReverseCredit(decimal amount) =>
        new(Id, Transaction, new Money(amount, Usd), "account_closed", MovementPart.Credit);

    public static CancelMovement Cancel(MovementPart part) => new(Id, Transaction, part);

    public static AccountDebited Debited(decimal amount, decimal after) =>
        new(Id, Transaction, new Money(amount, Usd), after, Counterparty, "invoice 12");

    public static AccountCredited Credited(decimal amount, decimal after) =>
        new(Id, Transaction, new Money(amount, Usd), after, Counterparty, "invoice 12");

    public static AccountDebitReversed Reversed(decimal amount, decimal after) =>
        new(Id, Transaction, new Money(amount, Usd), after, "account_closed");

    public static AccountCreditReversed CreditReversed(decimal amount, decimal after) =>
        new(Id, Transaction, new Money(amount, Usd), after, "account_closed", MovementPart.Credit);

    public static AccountMovementCancelled Cancelled(MovementPart part) => new(Id, Transaction, part);
}
