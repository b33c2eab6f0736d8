using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions;

/// <summary>
/// How much of a transaction can be refunded: one place decides, so concurrent refunds never exceed it together.
/// </summary>
public sealed partial record Transaction
{
    /// <summary>What no refund has taken or reserved yet; major units.</summary>
    public decimal Refundable => Moved - Refunds.Values.Sum(refund => refund.Amount);

    public Decision Reserve(ReserveRefund command)
    {
        if (Refunds.TryGetValue(command.RefundId, out var known))
            return known.State == RefundState.Released
                ? Refuse(RefusalCodes.ProcessingFailed, "This refund was called off before and stays undone.")
                : new Decision.Accepted();
        if (RefuseRefund() is { } refusal)
            return refusal;
        return command.Amount.Amount > Refundable
            ? new Decision.Refused(
                new Refusal(RefusalCodes.RefundExceedsRemaining, "Less than this is left to refund of the transaction.")
                {
                    Currency = Amount.Currency,
                    Requested = command.Amount.Amount,
                    Available = Refundable,
                })
            : new Decision.Accepted(new RefundReserved(
                command.TransactionId, command.RefundId, command.Amount, FeeReturnedBy(command.Amount.Amount)));
    }

    /// <summary>
    /// A refund that was never reserved is noted too, even where no transaction is: one could be requested before the
    /// refund's order is retried.
    /// </summary>
    public IEvent[] Release(ReleaseRefund command) => Refunds.GetValueOrDefault(command.RefundId)?.State switch
    {
        RefundState.Released => [],
        RefundState.Done => throw new InvalidOperationException(
            $"Refund {command.RefundId} of {command.TransactionId} has taken place and cannot be released: "
            + "its saga has lost count."),
        _ => [new RefundReleased(command.TransactionId, command.RefundId)],
    };

    public IEvent[] Confirm(ConfirmRefund command) => Refunds.GetValueOrDefault(command.RefundId) switch
    {
        { State: RefundState.Done } => [],
        { State: RefundState.Reserved } refund =>
        [
            new TransactionRefunded(
                command.TransactionId,
                command.RefundId,
                Amount with { Amount = refund.Amount },
                Refunded + refund.Amount),
        ],
        _ => throw new InvalidOperationException(
            $"Refund {command.RefundId} of {command.TransactionId} was not reserved: its saga has lost count."),
    };

    Decision.Refused? RefuseRefund() => this switch
    {
        { Status: null } => Refuse(RefusalCodes.TransactionNotFound, "There is no transaction with this id."),
        { Type: TransactionType.Refund } => Refuse(
            RefusalCodes.TransactionNotRefundable, "A refund cannot be refunded: make the payment again."),
        { Type: TransactionType.Withdrawal } => Refuse(
            RefusalCodes.TransactionNotRefundable,
            "A withdrawal cannot be refunded: the money has left; top up instead."),
        { Status: not TransactionStatus.Completed } => Refuse(
            RefusalCodes.TransactionNotRefundable, "Only a completed transaction can be refunded."),
        _ => null,
    };

    /// <summary>
    /// The refund's share of the fee, cut to the currency's smallest unit; the refund that leaves nothing gets the
    /// rest,
    /// so that the shares sum to the fee exactly. When others are released after that one, there is less left for those
    /// that follow than their proportion.
    /// </summary>
    decimal FeeReturnedBy(decimal amount)
    {
        if (Fee is not { ReturnedOnRefund: true } fee)
            return 0m;
        var left = fee.Amount - Refunds.Values.Sum(refund => refund.Fee);
        return amount == Refundable ? left : Math.Min(left, CutToScale(fee.Amount * amount / Moved, fee.Amount.Scale));
    }

    static decimal CutToScale(decimal amount, int scale) => decimal.Round(amount, scale, MidpointRounding.ToZero);
}
