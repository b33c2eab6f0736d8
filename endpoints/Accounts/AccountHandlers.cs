using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>Opens accounts, changes their status and limits: loads the account, lets it decide, appends, answers.</summary>
public sealed class AccountHandlers(IAggregates aggregates) :
    IHandleMessages<CreateAccount>,
    IHandleMessages<ActivateAccount>,
    IHandleMessages<SuspendAccount>,
    IHandleMessages<ReactivateAccount>,
    IHandleMessages<FreezeAccount>,
    IHandleMessages<UnfreezeAccount>,
    IHandleMessages<CloseAccount>,
    IHandleMessages<ChangeAccountLimits>
{
    public async Task Handle(CreateAccount message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        var decision = account.IsTaken
            ? new Decision.Refused(new Refusal(RefusalCodes.AccountExists, "This id is in use already."))
            : account.State.Create(message);
        await Answer(account, decision, context);
        if (decision is Decision.Accepted && message.InitialBalance is { } initial)
            await context.Send(InitialFunding.Of(message, initial));
    }

    public Task Handle(ActivateAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Activate(message), context);

    public Task Handle(SuspendAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Suspend(message), context);

    public Task Handle(ReactivateAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Reactivate(message), context);

    public Task Handle(FreezeAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Freeze(message), context);

    public Task Handle(UnfreezeAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Unfreeze(message), context);

    public Task Handle(CloseAccount message, IMessageHandlerContext context) =>
        Change(message, account => account.Close(message), context);

    public Task Handle(ChangeAccountLimits message, IMessageHandlerContext context) =>
        Change(message, account => account.ChangeLimits(message), context);

    async Task Change(IAccountCommand message, Func<Account, Decision> decide, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        await Answer(account, decide(account.State), context);
    }

    async Task Answer(Versioned<Account> account, Decision decision, IMessageHandlerContext context)
    {
        switch (decision)
        {
            case Decision.Accepted(var events):
                account = aggregates.Append(account, events);
                await context.Reply(new AccountCommandAccepted(account.ToSnapshot()));
                break;
            case Decision.Refused(var refusal):
                await context.Reply(new AccountCommandRefused(refusal));
                break;
        }
    }
}
