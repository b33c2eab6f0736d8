using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Transactions;

/// <summary>Records a transaction's request and its end. What happens between is its saga's business.</summary>
public sealed class TransactionHandlers(IAggregates aggregates) :
    IHandleMessages<RequestTopup>,
    IHandleMessages<CompleteTransaction>,
    IHandleMessages<FailTransaction>
{
    public async Task Handle(RequestTopup message, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        if (transaction.IsTaken)
        {
            await context.Reply(new TransactionRequestRefused(new Refusal(
                RefusalCodes.IdentityInUse, "The identity of this request is in use by something else.")));
            return;
        }

        var events = transaction.State.Request(message);
        aggregates.Append(transaction, events);
        foreach (var e in events)
            await context.Publish(e);
    }

    public async Task Handle(CompleteTransaction message, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        aggregates.Append(transaction, transaction.State.Complete(message.TransactionId));
    }

    public async Task Handle(FailTransaction message, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        aggregates.Append(transaction, transaction.State.Fail(message.TransactionId, message.Refusal));
    }
}
