using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>An event that moves money or holds it.</summary>
/// <param name="Kind">One account sees each kind once, at most, of one transaction.</param>
sealed record AccountMovement(
    string Kind, Guid TransactionId, decimal? BalanceAfter, decimal? HeldAfter, bool TakesMoney = false);

/// <summary>What events and transactions say that they have moved.</summary>
static class MovementEvents
{
    public static AccountMovement? Of(IEvent e) => e switch
    {
        AccountDebited debited => new(
            $"debit {debited.Part}", debited.TransactionId, debited.BalanceAfter, debited.HeldAfter, TakesMoney: true),
        AccountCredited credited => new($"credit {credited.Part}", credited.TransactionId, credited.BalanceAfter, null),
        AccountDebitReversed reversed => new(
            $"reversal of debit {reversed.Part}", reversed.TransactionId, reversed.BalanceAfter, null),
        AccountCreditReversed reversed => new(
            $"reversal of credit {reversed.Part}", reversed.TransactionId, reversed.BalanceAfter, null),
        AccountHoldPlaced placed => new("hold", placed.TransactionId, null, placed.HeldAfter, TakesMoney: true),
        AccountHoldReleased released => new("end of hold", released.TransactionId, null, released.HeldAfter),
        AccountHoldExpired expired => new("end of hold", expired.TransactionId, null, expired.HeldAfter),
        _ => null,
    };

    public static Guid? RefundOf(IEvent e) => e switch
    {
        RefundReserved reserved => reserved.RefundId,
        RefundReleased released => released.RefundId,
        TransactionRefunded refunded => refunded.RefundId,
        _ => null,
    };

    /// <summary>By account: what a transaction should have done to balances, as it stands.</summary>
    public static Dictionary<Guid, decimal> ExpectedOf(TransactionSnapshot transaction)
    {
        var expected = new Dictionary<Guid, decimal>();
        if (transaction.Status != TransactionStatus.Completed)
            return expected;
        var moved = transaction.CapturedAmount ?? transaction.Amount.Amount;
        var fee = transaction.Fee ?? 0m;
        // A fee is paid by the source on top; a refund gives it back to its destination on top.
        var isRefund = transaction.Type == TransactionType.Refund;
        Add(transaction.SourceAccountId, -moved - (isRefund ? 0m : fee));
        Add(transaction.DestinationAccountId, moved + (isRefund ? fee : 0m));
        if (fee != 0m)
            Add(DeterministicId.FeeAccount(transaction.Ledger, transaction.Amount.Currency), isRefund ? -fee : fee);
        return expected;

        void Add(Guid accountId, decimal amount) =>
            expected[accountId] = expected.GetValueOrDefault(accountId) + amount;
    }
}
