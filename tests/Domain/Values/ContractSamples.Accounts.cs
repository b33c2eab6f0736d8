using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Values;

static partial class ContractSamples
{
    static IEnumerable<IMessage> AccountCommands =>
    [
        new CreateAccount(
            AccountId, "main", "customer-7", "person", AccountKind.Merchant, Usd, Activate: true, MinBalance: -5.00m,
            MaxBalance: 900.00m, CreditLimit: 20.00m, KycLevel: 2, InitialBalance: 50.00m, Metadata,
            "clerk-1"),
        new ActivateAccount(AccountId, "papers are in order", "clerk-1"),
        new SuspendAccount(AccountId, "under review", "clerk-1"),
        new ReactivateAccount(AccountId, "reviewed", "clerk-1"),
        new FreezeAccount(AccountId, "by court order", "clerk-1"),
        new UnfreezeAccount(AccountId, "order lifted", "clerk-1"),
        new CloseAccount(AccountId, "as the customer wished", "clerk-1"),
        new ChangeAccountLimits(
            AccountId, MinBalance: -5.00m, MaxBalance: 900.00m, CreditLimit: 20.00m, PerTransactionLimit: 50.00m,
            DailyLimit: 200.00m, KycLevel: 3, Removed: AccountLimits.MinBalance | AccountLimits.DailyLimit, "reviewed",
            "clerk-1"),
        new DebitAccount(
            AccountId, TransactionId, "main", Amount, Counterparty, "invoice 12", MovementPart.Fee, IsReturn: true),
        new CreditAccount(AccountId, TransactionId, "main", Amount, Counterparty, "invoice 12", MovementPart.Fee),
        new PlaceHold(
            AccountId, TransactionId, "main", Amount, Counterparty, "invoice 12", Noon.AddDays(7), Fees, CardId),
        new CaptureHold(AccountId, TransactionId, Amount, Counterparty, "invoice 12"),
        new ReleaseHold(AccountId, TransactionId, "voided"),
        new ExpireHold(AccountId, TransactionId),
        new ReverseDebit(AccountId, TransactionId, Amount, "account_frozen", MovementPart.Fee, Today),
        new ReverseCredit(AccountId, TransactionId, Amount, "account_frozen", MovementPart.Fee),
        new CancelMovement(AccountId, TransactionId, MovementPart.Credit),
        new IssueCard(AccountId, CardId, "for travel", Noon.AddYears(3), "clerk-1", Activate: true),
        new ActivateCard(AccountId, CardId, "arrived", "clerk-1"),
        new SuspendCard(AccountId, CardId, "lost", "clerk-1"),
        new ExpireCard(AccountId, CardId, "stolen", "clerk-1"),
        new ExpireDueCard(AccountId, CardId),
    ];

    static IEnumerable<IMessage> AccountReplies =>
    [
        new AccountCommandAccepted(Snapshot),
        new AccountCommandRefused(Refusal),
        new CardCommandAccepted(Card),
        Accepted,
        new MovementRejected(TransactionId, MovementPart.Hold, Refusal),
        new MovementUndone(TransactionId, MovementPart.Hold),
        new MovementCancellation(TransactionId, MovementPart.Debit, Accepted),
    ];

    static IEnumerable<IMessage> AccountEvents =>
    [
        new AccountCreated(
            AccountId, "main", "customer-7", "person", AccountKind.Merchant, Usd, MinBalance: -5.00m,
            MaxBalance: 900.00m, CreditLimit: 20.00m, KycLevel: 2, Metadata, "clerk-1"),
        new AccountActivated(AccountId, "papers are in order", "clerk-1"),
        new AccountSuspended(AccountId, "under review", "clerk-1"),
        new AccountReactivated(AccountId, "reviewed", "clerk-1"),
        new AccountFrozen(AccountId, "by court order", "clerk-1"),
        new AccountUnfrozen(AccountId, AccountStatus.Suspended, "order lifted", "clerk-1"),
        new AccountClosed(AccountId, "as the customer wished", "clerk-1"),
        new AccountLimitsChanged(
            AccountId, MinBalance: -5.00m, MaxBalance: 900.00m, CreditLimit: 20.00m, PerTransactionLimit: 50.00m,
            DailyLimit: 200.00m, KycLevel: 3, "reviewed", "clerk-1"),
        new AccountHoldPlaced(
            AccountId, TransactionId, Amount, HeldAfter: 11.50m, Counterparty, "invoice 12", Noon.AddDays(7),
            Fee: 0.41m, Rule, CardId),
        new AccountHoldReleased(AccountId, TransactionId, Amount, HeldAfter: 1.00m, "voided"),
        new AccountHoldExpired(AccountId, TransactionId, Amount, HeldAfter: 1.00m),
        new AccountDebited(
            AccountId, TransactionId, Amount, BalanceAfter: -0.50m, Counterparty, "invoice 12", HeldAfter: 1.00m, Fee,
            MovementPart.Fee, IsReturn: true),
        new AccountCredited(
            AccountId, TransactionId, Amount, BalanceAfter: 110.50m, Counterparty, "invoice 12", MovementPart.Fee),
        new AccountDebitReversed(
            AccountId, TransactionId, Amount, BalanceAfter: 100.00m, "account_frozen", MovementPart.Fee, Today),
        new AccountCreditReversed(
            AccountId, TransactionId, Amount, BalanceAfter: 89.50m, "account_frozen", MovementPart.Fee),
        new AccountMovementCancelled(AccountId, TransactionId, MovementPart.Credit),
        new CardIssued(CardId, AccountId, "for travel", Noon.AddYears(3), "clerk-1"),
        new CardActivated(CardId, AccountId, "arrived", "clerk-1"),
        new CardSuspended(CardId, AccountId, "lost", "clerk-1"),
        new CardExpired(CardId, AccountId, "stolen", "clerk-1"),
    ];
}
