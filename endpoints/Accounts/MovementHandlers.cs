using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Accounts;

/// <summary>Moves an account's money, sets it aside, and undoes that, by order of the sagas.</summary>
public sealed class MovementHandlers(IAggregates aggregates, LimitSchedule? limits = null) :
    IHandleMessages<DebitAccount>,
    IHandleMessages<CreditAccount>,
    IHandleMessages<PlaceHold>,
    IHandleMessages<CaptureHold>,
    IHandleMessages<ReleaseHold>,
    IHandleMessages<ExpireHold>,
    IHandleMessages<ReverseDebit>,
    IHandleMessages<ReverseCredit>,
    IHandleMessages<CancelMovement>
{
    readonly LimitSchedule _limits = limits ?? LimitSchedule.Unlimited;

    public async Task Handle(DebitAccount message, IMessageHandlerContext context)
    {
        var account = await LoadOrOpen(message.AccountId, message.Ledger, message.Amount.Currency, context);
        await Answer(
            account,
            account.State.Debit(message, _limits, aggregates.Now(account)),
            message.TransactionId,
            message.Part,
            context);
    }

    public async Task Handle(CreditAccount message, IMessageHandlerContext context)
    {
        var account = await LoadOrOpen(message.AccountId, message.Ledger, message.Amount.Currency, context);
        await Answer(account, account.State.Credit(message, _limits), message.TransactionId, message.Part, context);
    }

    public async Task Handle(PlaceHold message, IMessageHandlerContext context)
    {
        var account = await LoadOrOpen(message.AccountId, message.Ledger, message.Amount.Currency, context);
        await Answer(
            account,
            account.State.Place(message, _limits, aggregates.Now(account)),
            message.TransactionId,
            MovementPart.Hold,
            context);
    }

    public async Task Handle(CaptureHold message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        await Answer(
            account,
            account.State.Capture(message, aggregates.Now(account)),
            message.TransactionId,
            MovementPart.Debit,
            context);
    }

    public async Task Handle(ReleaseHold message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        aggregates.Append(account, Required(account.State.Release(message)));
        await context.Reply(new MovementUndone(message.TransactionId, MovementPart.Hold));
    }

    public async Task Handle(ExpireHold message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        aggregates.Append(account, Required(account.State.Expire(message)));
        await context.Reply(new MovementUndone(message.TransactionId, MovementPart.Hold));
    }

    public async Task Handle(ReverseDebit message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        var reversal = await aggregates.FindOnce<AccountDebitReversed>(
            message.AccountId,
            MovementKey.Of(message.TransactionId, message.Part, isReversal: true),
            context.CancellationToken);
        if (reversal is null)
            aggregates.Append(account, Required(account.State.ReverseDebit(message)));
        await context.Reply(new MovementUndone(message.TransactionId, message.Part));
    }

    public async Task Handle(ReverseCredit message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        var reversal = await aggregates.FindOnce<AccountCreditReversed>(
            message.AccountId,
            MovementKey.Of(message.TransactionId, message.Part, isReversal: true),
            context.CancellationToken);
        if (reversal is null)
            aggregates.Append(account, Required(account.State.ReverseCredit(message)));
        await context.Reply(new MovementUndone(message.TransactionId, message.Part));
    }

    public async Task Handle(CancelMovement message, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(message.AccountId, context.CancellationToken);
        var happened = await FindHappened(account.State, message, context.CancellationToken);
        if (happened is null)
            aggregates.Append(account, Required(account.State.Cancel(message)));
        await context.Reply(new MovementCancellation(message.TransactionId, message.Part, happened));
    }

    Task Answer(
        Versioned<Account> account,
        Decision decision,
        Guid transactionId,
        MovementPart part,
        IMessageHandlerContext context)
    {
        switch (decision)
        {
            case Decision.Accepted(var events):
                account = aggregates.Append(account, events);
                var debited = events is [AccountDebited only] ? only : null;
                return context.Reply(Accepted(transactionId, part, account.State, debited));
            case Decision.Refused(var refusal):
                return context.Reply(new MovementRejected(transactionId, part, refusal));
            default:
                return Task.CompletedTask;
        }
    }

    static MovementAccepted Accepted(Guid transactionId, MovementPart part, Account after, AccountDebited? debited) =>
        new(
            transactionId,
            part,
            debited?.Fee,
            part == MovementPart.Hold ? after.Holds[transactionId].PlacedOn
                : debited is { HeldAfter: null, IsReturn: null } ? after.Spending.Day
                : null);

    /// <summary>What was answered, or would have been, if the movement is in the books.</summary>
    async ValueTask<MovementAccepted?> FindHappened(Account account, CancelMovement message, CancellationToken ct)
    {
        if (message.Part == MovementPart.Hold)
            return account.Holds.TryGetValue(message.TransactionId, out var hold)
                ? new MovementAccepted(message.TransactionId, message.Part, SpentOn: hold.PlacedOn)
                : null;
        var happened = await aggregates.FindOnce<IHappenOnce>(
            message.AccountId, MovementKey.Of(message.TransactionId, message.Part, isReversal: false), ct);
        return happened is null
            ? null
            : new MovementAccepted(message.TransactionId, message.Part, (happened as AccountDebited)?.Fee);
    }

    /// <summary>
    /// The accounts that a ledger needs for itself, for the world outside and for fees, open themselves at their first
    /// movement.
    /// </summary>
    async ValueTask<Versioned<Account>> LoadOrOpen(
        Guid accountId, string ledger, CurrencyCode currency, IMessageHandlerContext context)
    {
        var account = await aggregates.Load<Account>(accountId, context.CancellationToken);
        if (account.State.Exists
            || account.IsTaken
            || LedgerAccount.Opening(accountId, ledger, currency) is not { } opening)
            return account;
        return aggregates.Append(account, Required(account.State.Create(opening)));
    }

    static IEvent[] Required(Decision decision) => decision is Decision.Accepted(var events)
        ? events
        : throw new InvalidOperationException($"This cannot be refused, yet it was: {decision}.");
}
