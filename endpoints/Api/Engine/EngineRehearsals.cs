using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Engine;

/// <summary>
/// Has the engine act a command out over what is on record, and reads from its events what would have come of it.
/// Nothing is stored, so the same command can be rehearsed again, and then be sent.
/// </summary>
sealed class EngineRehearsals(
    MessagingEngine engine, RequestSender sender, TransactionQueries transactions, AccountQueries accounts)
    : IRehearsals
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<RehearsedOutcome> Rehearse(ITransactionRequest command, string correlationId, CancellationToken ct)
    {
        var identity = new RequestIdentity(command.TransactionId, command.Fingerprint);
        return Perform(
            command, sender.NextId(), identity, correlationId, rehearsal => Tell(command, rehearsal, ct), ct);
    }

    public Task<RehearsedOutcome> Rehearse(
        ITransactionCommand order,
        RequestIdentity? identity,
        TransactionSnapshot transaction,
        string correlationId,
        CancellationToken ct)
    {
        var messageId = sender.NextId();
        var known = identity ?? new RequestIdentity(messageId, Fingerprint: "");
        return Perform(
            order,
            messageId,
            known,
            correlationId,
            rehearsal => Tell(transaction, messageId, known, rehearsal, ct),
            ct);
    }

    async Task<RehearsedOutcome> Perform(
        ICommand command,
        Guid messageId,
        RequestIdentity identity,
        string correlationId,
        Func<Rehearsal, Task<RehearsedOutcome>> tell,
        CancellationToken ct)
    {
        try
        {
            var options = RequestSender.OptionsFor(messageId, identity, correlationId);
            return await tell(await engine.Rehearse(command, options, ct).WaitAsync(Patience, ct));
        }
        catch (OverloadedException)
        {
            return new(new TransactionOutcome.Overloaded(), []);
        }
        catch (Exception e) when (e is EngineStoppedException or StoreUnavailableException or TimeoutException)
        {
            return new(new TransactionOutcome.Unavailable(), []);
        }
    }

    /// <summary>What came of a request. Where nothing began, its identity is in use.</summary>
    async Task<RehearsedOutcome> Tell(ITransactionRequest command, Rehearsal rehearsal, CancellationToken ct)
    {
        if (Fold(null, command.TransactionId, rehearsal.Events) is { } begun)
            return await Settled(begun, begun.AsFirstAnswered(), isReplay: false, rehearsal.Events, ct);
        if (rehearsal.Fault is { } fault)
            throw CannotRehearse(command.TransactionId, fault);
        var known = await transactions.Find(command.TransactionId, ct);
        return known is not null && known.Fingerprint == command.Fingerprint
            ? await Settled(known, known.AsFirstAnswered(), isReplay: true, rehearsal.Events, ct)
            : new(new TransactionOutcome.KeyReused(), []);
    }

    /// <summary>What came of an order to a transaction on record.</summary>
    async Task<RehearsedOutcome> Tell(
        TransactionSnapshot transaction,
        Guid messageId,
        RequestIdentity identity,
        Rehearsal rehearsal,
        CancellationToken ct)
    {
        var id = transaction.TransactionId;
        var handled = rehearsal.Requests.FirstOrDefault(request => request.RequestId == identity.RequestId)
            ?? throw CannotRehearse(id, rehearsal.Fault);
        if (handled.Fingerprint != identity.Fingerprint)
            return new(new TransactionOutcome.KeyReused(), []);
        var isReplay = handled.AnsweredMessage != messageId;
        if (handled.Reply is TransactionCommandRefused refused)
            return new(new TransactionOutcome.Refused(refused.Refusal, isReplay), []);
        var known = isReplay ? await transactions.Find(id, ct) : transaction;
        var after = Fold(known, id, rehearsal.Events)!;
        return await Settled(after, after with { RefundedAmount = 0 }, isReplay, rehearsal.Events, ct);
    }

    static InvalidOperationException CannotRehearse(Guid transactionId, string? fault) =>
        new($"What is to be done with transaction {transactionId} cannot be rehearsed: {fault}");

    async Task<RehearsedOutcome> Settled(
        TransactionSnapshot transaction,
        TransactionSnapshot answered,
        bool isReplay,
        IReadOnlyList<CommittedEvent> events,
        CancellationToken ct) => transaction.IsAnswered
            ? new(new TransactionOutcome.Settled(answered, isReplay), await Balances(transaction, events, ct))
            : new(new TransactionOutcome.Pending(transaction.TransactionId), []);

    static TransactionSnapshot? Fold(TransactionSnapshot? transaction, Guid id, IReadOnlyList<CommittedEvent> events)
    {
        foreach (var e in events.Where(e => e.Stored.StreamId == id))
            transaction = e.Event is ITransactionRequested requested
                ? TransactionSnapshot.From(requested, e.Stored.Origin.CorrelationId, e.Stored.OccurredAt)
                : transaction?.After(e.Event, e.Stored.OccurredAt);
        return transaction;
    }

    /// <summary>The source's, the destination's, and those of all others that would have changed.</summary>
    async Task<IReadOnlyList<RehearsedBalance>> Balances(
        TransactionSnapshot transaction, IReadOnlyList<CommittedEvent> events, CancellationToken ct)
    {
        Guid[] ends = [transaction.SourceAccountId, transaction.DestinationAccountId];
        var changes = events.Where(e => ChangeOf(e.Event) is not null).ToLookup(e => e.Stored.StreamId);
        List<RehearsedBalance> balances = [];
        foreach (var id in ends.Union(changes.Select(ofOne => ofOne.Key)))
        {
            var before = await accounts.Find(id, ct);
            if (before is null && !changes.Contains(id))
                continue;
            var balance = new RehearsedBalance(id, before?.Balance ?? 0m, before?.Held ?? 0m);
            balances.Add(changes[id].Aggregate(balance, After));
        }

        return balances;
    }

    static RehearsedBalance After(RehearsedBalance before, CommittedEvent e) => ChangeOf(e.Event) is var (balance, held)
        ? before with { Balance = balance ?? before.Balance, Held = held ?? before.Held }
        : before;

    /// <summary>Null when the event is none of an account, or changes neither.</summary>
    static (decimal? Balance, decimal? Held)? ChangeOf(IEvent e) => e switch
    {
        AccountCreated => (0m, 0m),
        AccountHoldPlaced placed => (null, placed.HeldAfter),
        AccountHoldReleased released => (null, released.HeldAfter),
        AccountHoldExpired expired => (null, expired.HeldAfter),
        AccountDebited debited => (debited.BalanceAfter, debited.HeldAfter),
        AccountCredited credited => (credited.BalanceAfter, null),
        AccountDebitReversed reversed => (reversed.BalanceAfter, null),
        AccountCreditReversed reversed => (reversed.BalanceAfter, null),
        _ => null,
    };
}
