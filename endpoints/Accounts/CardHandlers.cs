using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>Issues the cards of an account and changes their status.</summary>
public sealed class CardHandlers(IAggregates aggregates) :
    IHandleMessages<IssueCard>,
    IHandleMessages<ActivateCard>,
    IHandleMessages<SuspendCard>,
    IHandleMessages<ExpireCard>,
    IHandleMessages<ExpireDueCard>
{
    public async Task Handle(IssueCard message, IMessageHandlerContext context)
    {
        var isIssued = await Change(message, message.CardId, (account, now) => account.Issue(message, now), context);
        if (!isIssued)
            return;
        // The end of the card is an event as well, so it is on the way from the card's beginning.
        var atItsEnd = new SendOptions();
        atItsEnd.DoNotDeliverBefore(message.ExpiresAt);
        await context.Send(new ExpireDueCard(message.AccountId, message.CardId), atItsEnd);
    }

    public Task Handle(ActivateCard message, IMessageHandlerContext context) =>
        Change(message, message.CardId, (account, now) => account.Activate(message, now), context);

    public Task Handle(SuspendCard message, IMessageHandlerContext context) =>
        Change(message, message.CardId, (account, now) => account.Suspend(message, now), context);

    public Task Handle(ExpireCard message, IMessageHandlerContext context) =>
        Change(message, message.CardId, (account, _) => account.Expire(message), context);

    public async Task Handle(ExpireDueCard message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        if (account.State.ExpireDue(message) is Decision.Accepted(var events))
            aggregates.Append(account, events);
    }

    /// <returns>Whether something has changed.</returns>
    async Task<bool> Change(
        IAccountCommand message,
        Guid cardId,
        Func<Account, DateTimeOffset, Decision> decide,
        IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        switch (decide(account.State, aggregates.Now(account)))
        {
            case Decision.Accepted(var events):
                account = aggregates.Append(account, events);
                await context.Reply(new CardCommandAccepted(account.ToSnapshot(cardId)));
                return events.Length > 0;
            case Decision.Refused(var refusal):
                await context.Reply(new AccountCommandRefused(refusal));
                return false;
            default:
                return false;
        }
    }
}
