using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Transactions;

/// <summary>Records a transaction's request, orders and end. What happens between is its saga's business.</summary>
public sealed class TransactionHandlers(IAggregates aggregates, TransactionRules? rules = null) :
    IHandleMessages<RequestTopup>,
    IHandleMessages<RequestWithdrawal>,
    IHandleMessages<RequestTransfer>,
    IHandleMessages<RequestPayment>,
    IHandleMessages<RequestRefund>,
    IHandleMessages<CapturePayment>,
    IHandleMessages<VoidPayment>,
    IHandleMessages<AuthorizeTransaction>,
    IHandleMessages<CompleteTransaction>,
    IHandleMessages<FailTransaction>,
    IHandleMessages<VoidTransaction>,
    IHandleMessages<ExpireTransaction>
{
    public Task Handle(RequestTopup message, IMessageHandlerContext context) => Request(message, context);

    public Task Handle(RequestWithdrawal message, IMessageHandlerContext context) => Request(message, context);

    public Task Handle(RequestTransfer message, IMessageHandlerContext context) => Request(message, context);

    public Task Handle(RequestPayment message, IMessageHandlerContext context) => Request(message, context);

    public Task Handle(RequestRefund message, IMessageHandlerContext context) => Request(message, context);

    public Task Handle(CapturePayment message, IMessageHandlerContext context) =>
        Order(message, (transaction, now) => transaction.Capture(message, now), context);

    public Task Handle(VoidPayment message, IMessageHandlerContext context) =>
        Order(message, (transaction, now) => transaction.Void(message, now), context);

    public Task Handle(AuthorizeTransaction message, IMessageHandlerContext context) =>
        Change(message, transaction => transaction.Authorize(message.TransactionId), context);

    public Task Handle(CompleteTransaction message, IMessageHandlerContext context) =>
        Change(message, transaction => transaction.Complete(message.TransactionId, message.Fee), context);

    public Task Handle(FailTransaction message, IMessageHandlerContext context) =>
        Change(message, transaction => transaction.Fail(message.TransactionId, message.Refusal), context);

    public Task Handle(VoidTransaction message, IMessageHandlerContext context) =>
        Change(message, transaction => transaction.Voided(message.TransactionId), context);

    public Task Handle(ExpireTransaction message, IMessageHandlerContext context) =>
        Change(message, transaction => transaction.Expire(message.TransactionId), context);

    async Task Request(ITransactionRequest message, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        if (transaction.IsTaken)
        {
            await context.Reply(new TransactionRequestRefused(new Refusal(
                RefusalCodes.IdentityInUse, "The identity of this request is in use by something else.")));
            return;
        }

        var events = transaction.State.Request(message, rules ?? TransactionRules.Default, aggregates.Now(transaction));
        aggregates.Append(transaction, events);
        foreach (var e in events)
            await context.Publish(e);
    }

    async Task Order(
        ITransactionCommand message, Func<Transaction, DateTimeOffset, Decision> decide, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        switch (decide(transaction.State, aggregates.Now(transaction)))
        {
            case Decision.Accepted(var events):
                aggregates.Append(transaction, events);
                await context.Reply(new TransactionCommandAccepted(message.TransactionId));
                foreach (var e in events)
                    await context.Publish(e);
                break;
            case Decision.Refused(var refusal):
                await context.Reply(new TransactionCommandRefused(refusal));
                break;
        }
    }

    async Task Change(ITransactionCommand message, Func<Transaction, IEvent[]> decide, IMessageHandlerContext context)
    {
        var transaction = await aggregates.Load<Transaction>(message.TransactionId, context.CancellationToken);
        aggregates.Append(transaction, decide(transaction.State));
    }
}
