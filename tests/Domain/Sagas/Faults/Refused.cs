using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Faults;

/// <summary>One way in which an account, or the original of a refund, refuses an order.</summary>
/// <param name="Cause">Makes it refuse.</param>
/// <param name="Step">The step whose order waits until then; null: it has refused before the movement begins.</param>
/// <param name="Code">Why the transaction fails.</param>
/// <param name="Undone">What was done and is undone, in that order.</param>
sealed record Refused(string Scene, string What, ICommand Cause, string? Step, string Code, string Undone)
{
    public static IReadOnlyList<Refused> Table { get; } =
    [
        new("topup", "the world is frozen", Ledger.Freeze(Ledger.World), null, "account_frozen", ""),
        new("topup", "the wallet is frozen", Ledger.Freeze(Ledger.Payer), null, "account_frozen", "debit of world"),
        new("topup", "the wallet is full", Full(Ledger.Payer), null, "balance_limit_exceeded", "debit of world"),
        new("topup", "the wallet was frozen meanwhile", Ledger.Freeze(Ledger.Payer), "CreditDestination",
            "account_frozen", "debit of world"),

        new("withdrawal", "not enough funds", Poor(95m), null, "insufficient_funds", ""),
        new("withdrawal", "the source is suspended", Suspend(Ledger.Payer), null, "account_not_active", ""),
        new("withdrawal", "too much at once", AtOnce(9.99m), null, "transaction_limit_exceeded", ""),
        new("withdrawal", "the source was frozen meanwhile", Ledger.Freeze(Ledger.Payer), "CaptureFunds",
            "account_frozen", "hold of payer"),
        new("withdrawal", "the fee account is frozen", Ledger.Freeze(Ledger.Fees), null,
            "account_frozen", "debit of payer"),
        new("withdrawal", "the world is frozen", Ledger.Freeze(Ledger.World), null,
            "account_frozen", "credit of fees, debit of payer"),

        new("transfer", "not enough funds for the fee", Poor(88.30m), null, "insufficient_funds", ""),
        new("transfer", "the source is frozen", Ledger.Freeze(Ledger.Payer), null, "account_frozen", ""),
        new("transfer", "too much in one day", InOneDay(11.70m), null, "daily_limit_exceeded", ""),
        new("transfer", "the source was frozen meanwhile", Ledger.Freeze(Ledger.Payer), "CaptureFunds",
            "account_frozen", "hold of payer"),
        new("transfer", "the fee account is full", Full(Ledger.Fees), null,
            "balance_limit_exceeded", "debit of payer"),
        new("transfer", "the destination is full", Full(Ledger.Shop), null,
            "balance_limit_exceeded", "credit of fees, debit of payer"),
        new("transfer", "the destination was frozen meanwhile", Ledger.Freeze(Ledger.Shop), "CreditDestination",
            "account_frozen", "credit of fees, debit of payer"),

        new("payment", "not enough funds", Poor(90m), null, "insufficient_funds", ""),
        new("payment", "the source was frozen meanwhile", Ledger.Freeze(Ledger.Payer), "CaptureFunds",
            "account_frozen", "hold of payer"),
        new("payment", "the fee account is frozen", Ledger.Freeze(Ledger.Fees), null,
            "account_frozen", "debit of payer"),
        new("payment", "the shop is frozen", Ledger.Freeze(Ledger.Shop), null,
            "account_frozen", "credit of fees, debit of payer"),

        new("partial capture", "the source was frozen meanwhile", Ledger.Freeze(Ledger.Payer), "CaptureFunds",
            "account_frozen", "hold of payer"),
        new("partial capture", "the fee account was frozen meanwhile", Ledger.Freeze(Ledger.Fees), "CollectFee",
            "account_frozen", "debit of payer"),
        new("partial capture", "the shop is full", Full(Ledger.Shop), null,
            "balance_limit_exceeded", "credit of fees, debit of payer"),

        new("refund", "less is left", Ledger.Refund("other", "original", 10.01m), null, "refund_exceeds_remaining", ""),
        new("refund", "the shop has no funds", Ledger.Transfer("drain", 65m) with
        {
            SourceAccountId = Ledger.Shop, DestinationAccountId = Ledger.World,
        }, null, "insufficient_funds", "reservation"),
        new("refund", "the shop is frozen", Ledger.Freeze(Ledger.Shop), null, "account_frozen", "reservation"),
        new("refund", "the fee is gone", Ledger.Transfer("drain", 0.40m) with
        {
            SourceAccountId = Ledger.Fees, DestinationAccountId = Ledger.World,
        }, null, "insufficient_funds", "debit of shop, reservation"),
        new("refund", "the payer is frozen", Ledger.Freeze(Ledger.Payer), null,
            "account_frozen", "debit of fees, debit of shop, reservation"),
        new("refund", "the payer is full", Full(Ledger.Payer), null,
            "balance_limit_exceeded", "debit of fees, debit of shop, reservation"),
    ];

    static ChangeAccountLimits Full(Guid account) => Ledger.Limits(account) with { MaxBalance = 0.50m };

    /// <summary>The payer has 98.69 and may not go below this.</summary>
    static ChangeAccountLimits Poor(decimal minBalance) => Ledger.Limits(Ledger.Payer) with { MinBalance = minBalance };

    static ChangeAccountLimits AtOnce(decimal most) => Ledger.Limits(Ledger.Payer) with { PerTransactionLimit = most };

    /// <summary>The payer has spent 1.31 already.</summary>
    static ChangeAccountLimits InOneDay(decimal most) => Ledger.Limits(Ledger.Payer) with { DailyLimit = most };

    static SuspendAccount Suspend(Guid account) => new(account, "suspicion");
}
