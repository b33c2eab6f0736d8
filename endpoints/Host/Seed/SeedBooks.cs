using System.Diagnostics;
using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Transactions;

namespace BillingEngine.Host.Seed;

/// <summary>
/// The accounts as they stand, and the courses of movements, shortened to their decisions: who decides is who decides
/// when the engine runs, so what is refused there is refused here.
/// </summary>
sealed class SeedBooks(SeedUnit unit)
{
    readonly Dictionary<Guid, Versioned<Account>> _accounts = [];

    public void Open(CreateAccount command, DateTimeOffset at)
    {
        unit.Begin();
        var account = Versioned<Account>.None(command.AccountId);
        _accounts[command.AccountId] = Append(account, at, Required(account.State.Create(command)));
    }

    public void Carry(ITransactionRequest request, DateTimeOffset at)
    {
        unit.Begin();
        var transaction = Versioned<Transaction>.None(request.TransactionId);
        var requested = transaction.State.Request(request, TransactionRules.Default, at);
        transaction = unit.Append(transaction, TransactionsEndpoint.Name, at, requested);
        var refusal = request is RequestTopup ? Debit(request, at) : HoldAndCapture(request, at);
        refusal ??= Credit(request, at);
        unit.GoOn();
        unit.Append(
            transaction,
            TransactionsEndpoint.Name,
            at,
            refusal is null
                ? transaction.State.Complete(request.TransactionId, fee: null)
                : transaction.State.Fail(request.TransactionId, refusal));
    }

    /// <summary>Money of the world outside needs no hold.</summary>
    Refusal? Debit(ITransactionRequest request, DateTimeOffset at) => Do(
        request.SourceAccountId,
        at,
        account => account.Debit(
            new DebitAccount(
                request.SourceAccountId, request.TransactionId, request.Ledger, request.Amount,
                request.DestinationAccountId, request.Reference),
            LimitSchedule.Unlimited,
            at));

    Refusal? HoldAndCapture(ITransactionRequest request, DateTimeOffset at) => Do(
        request.SourceAccountId,
        at,
        account => account.Place(
            new PlaceHold(
                request.SourceAccountId, request.TransactionId, request.Ledger, request.Amount,
                request.DestinationAccountId, request.Reference,
                request is RequestPayment payment ? at + payment.ExpiresIn : null),
            LimitSchedule.Unlimited,
            at)) ?? Do(
        request.SourceAccountId,
        at,
        account => account.Capture(
            new CaptureHold(
                request.SourceAccountId, request.TransactionId, request.Amount, request.DestinationAccountId,
                request.Reference),
            at));

    /// <summary>No account here refuses money, so nothing has to be undone.</summary>
    Refusal? Credit(ITransactionRequest request, DateTimeOffset at) => Do(
        request.DestinationAccountId,
        at,
        account => account.Credit(
            new CreditAccount(
                request.DestinationAccountId, request.TransactionId, request.Ledger, request.Amount,
                request.SourceAccountId, request.Reference),
            LimitSchedule.Unlimited)) is { } refusal
        ? throw new UnreachableException($"Account {request.DestinationAccountId} takes no money: {refusal.Detail}")
        : null;

    Refusal? Do(Guid accountId, DateTimeOffset at, Func<Account, Decision> decide)
    {
        unit.GoOn();
        var account = _accounts[accountId];
        switch (decide(account.State))
        {
            case Decision.Accepted(var events):
                _accounts[accountId] = Append(account, at, events);
                return null;
            case Decision.Refused(var refusal):
                return refusal;
            default:
                throw new UnreachableException($"Account {accountId} has decided nothing.");
        }
    }

    Versioned<Account> Append(Versioned<Account> account, DateTimeOffset at, Messaging.IEvent[] events) =>
        unit.Append(account, AccountsEndpoint.Name, at, events);

    static Messaging.IEvent[] Required(Decision decision) => decision is Decision.Accepted(var events)
        ? events
        : throw new UnreachableException($"An account of the plan cannot be opened: {decision}.");
}
