using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Transactions;

/// <summary>Keeps account, with a transaction, of what is refunded of it, by order of the refunds' sagas.</summary>
public sealed class RefundedTransactionHandlers(IAggregates aggregates) :
    IHandleMessages<ReserveRefund>,
    IHandleMessages<ReleaseRefund>,
    IHandleMessages<ConfirmRefund>
{
    public async Task Handle(ReserveRefund message, IMessageHandlerContext context)
    {
        var original = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        switch (original.State.Reserve(message))
        {
            case Decision.Accepted(var events):
                original = aggregates.Append(original, events);
                var fee = original.State.Refunds[message.RefundId].Fee;
                await context.Reply(new MovementAccepted(
                    message.RefundId,
                    MovementPart.Refund,
                    fee == 0m ? null : new ChargedFee(fee, ReturnedOnRefund: true)));
                break;
            case Decision.Refused(var refusal):
                await context.Reply(new MovementRejected(message.RefundId, MovementPart.Refund, refusal));
                break;
        }
    }

    public async Task Handle(ReleaseRefund message, IMessageHandlerContext context)
    {
        var original = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        // A stream of another kind never becomes a transaction's: there is nothing to be kept from happening.
        if (!original.IsTaken)
            aggregates.Append(original, original.State.Release(message));
        await context.Reply(new MovementUndone(message.RefundId, MovementPart.Refund));
    }

    public async Task Handle(ConfirmRefund message, IMessageHandlerContext context)
    {
        var original = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        aggregates.Append(original, original.State.Confirm(message));
        await context.Reply(new MovementAccepted(message.RefundId, MovementPart.Refund));
    }
}
