using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>Loads the account, lets it decide, appends what was decided, and answers.</summary>
public sealed class AccountHandlers(IAggregates aggregates) :
    IHandleMessages<CreateAccount>,
    IHandleMessages<ActivateAccount>,
    IHandleMessages<DebitAccount>,
    IHandleMessages<CreditAccount>,
    IHandleMessages<ReverseDebit>,
    IHandleMessages<CancelMovement>
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

    public async Task Handle(ActivateAccount message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        await Answer(account, account.State.Activate(message), context);
    }

    public async Task Handle(DebitAccount message, IMessageHandlerContext context)
    {
        var account = await LoadOrOpen(message.AccountId, message.Ledger, message.Amount.Currency, context);
        switch (account.State.Debit(message))
        {
            case Decision.Accepted(var events):
                aggregates.Append(account, events);
                await context.Reply(new DebitAccepted(message.AccountId, message.TransactionId));
                break;
            case Decision.Refused(var refusal):
                await context.Reply(new DebitRejected(message.AccountId, message.TransactionId, refusal));
                break;
        }
    }

    public async Task Handle(CreditAccount message, IMessageHandlerContext context)
    {
        var account = await LoadOrOpen(message.AccountId, message.Ledger, message.Amount.Currency, context);
        switch (account.State.Credit(message))
        {
            case Decision.Accepted(var events):
                aggregates.Append(account, events);
                await context.Reply(new CreditAccepted(message.AccountId, message.TransactionId));
                break;
            case Decision.Refused(var refusal):
                await context.Reply(new CreditRejected(message.AccountId, message.TransactionId, refusal));
                break;
        }
    }

    public async Task Handle(ReverseDebit message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        var isReversed = await aggregates.Any<AccountDebitReversed>(
            message.AccountId, e => e.TransactionId == message.TransactionId, context.CancellationToken);
        if (!isReversed)
            aggregates.Append(account, Required(account.State.ReverseDebit(message)));
        await context.Reply(new DebitReversalConfirmed(message.AccountId, message.TransactionId));
    }

    public async Task Handle(CancelMovement message, IMessageHandlerContext context)
    {
        var hadHappened = await HasHappened(message, context.CancellationToken);
        if (!hadHappened)
        {
            var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
            aggregates.Append(account, Required(account.State.Cancel(message)));
        }

        await context.Reply(new MovementCancellation(message.AccountId, message.TransactionId, message.Part, hadHappened));
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

    /// <summary>The account that stands for the world outside a ledger opens itself at its first movement.</summary>
    async ValueTask<Versioned<Account>> LoadOrOpen(
        Guid accountId, string ledger, CurrencyCode currency, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(accountId, context.CancellationToken);
        if (account.State.Exists || account.IsTaken || accountId != DeterministicId.ExternalAccount(ledger, currency))
            return account;
        return aggregates.Append(account, Required(account.State.Create(ExternalAccount.Opening(accountId, ledger, currency))));
    }

    async ValueTask<bool> HasHappened(CancelMovement message, CancellationToken ct) => message.Part == MovementPart.Debit
        ? await aggregates.Any<AccountDebited>(message.AccountId, e => e.TransactionId == message.TransactionId, ct)
        : await aggregates.Any<AccountCredited>(message.AccountId, e => e.TransactionId == message.TransactionId, ct);

    static IEvent[] Required(Decision decision) => decision is Decision.Accepted(var events)
        ? events
        : throw new InvalidOperationException($"This cannot be refused, yet it was: {decision}.");
}
