using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Api.Engine;

/// <summary>
/// Sends commands to the engine and waits for what comes of them. An answer is only ever given of what is on disk: a
/// caller whose wait is over is told «pending» when its command is durable, and until then waits on, within a bound.
/// </summary>
sealed class EngineGateway(IMessageSession session, RequestWaits waits, IRandomSource random) : ICommandGateway
{
    /// <summary>Beyond the caller's own wait; then nothing can be said, and repeating under the same key is safe.</summary>
    static readonly TimeSpan DurabilityLimit = TimeSpan.FromSeconds(15);

    readonly Lock _randomness = new();

    public async Task<TransactionOutcome> Request(
        ITransactionRequest command, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        using var waiting = waits.Begin(command.TransactionId);
        var messageId = NextId();
        var identity = new RequestIdentity(command.TransactionId, command.Fingerprint);
        switch (await SendAndWait(command, messageId, identity, correlationId, waiting, wait, ct))
        {
            case Sending.Overloaded:
                return new TransactionOutcome.Overloaded();
            case Sending.Unavailable:
                return new TransactionOutcome.Unavailable();
        }

        if (!waiting.Result.IsCompleted)
            await waits.LookUp(command.TransactionId, ct);
        if (!waiting.Result.IsCompleted)
            return waiting.IsKnownOtherwise(command.Fingerprint)
                ? new TransactionOutcome.KeyReused()
                : new TransactionOutcome.Pending(command.TransactionId);
        if (await waiting.Result is not RequestResult.Transaction settled || settled.Snapshot.Fingerprint != command.Fingerprint)
            return new TransactionOutcome.KeyReused();
        var isReplayed = settled.MessageId != messageId;
        return wait == TimeSpan.Zero && !isReplayed
            ? new TransactionOutcome.Pending(command.TransactionId)
            : new TransactionOutcome.Settled(settled.Snapshot, isReplayed);
    }

    public async Task<AccountOutcome> Execute(
        ICommand command, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        var messageId = NextId();
        var known = identity ?? new RequestIdentity(messageId, Fingerprint: "");
        using var waiting = waits.Begin(known.RequestId);
        using var funding = command is CreateAccount { InitialBalance: not null } create
            ? waits.Begin(DeterministicId.InitialFunding(create.Ledger, create.AccountId))
            : null;
        switch (await SendAndWait(command, messageId, known, correlationId, waiting, wait, ct))
        {
            case Sending.Overloaded:
                return new AccountOutcome.Overloaded();
            case Sending.Unavailable:
                return new AccountOutcome.Unavailable();
        }

        if (!waiting.Result.IsCompleted)
            await waits.LookUp(known.RequestId, ct);
        if (!waiting.Result.IsCompleted)
            return new AccountOutcome.Pending();
        if (await waiting.Result is not RequestResult.Reply reply || reply.Fingerprint != known.Fingerprint)
            return new AccountOutcome.KeyReused();
        var isReplayed = reply.MessageId != messageId;
        return reply.Message switch
        {
            AccountCommandAccepted accepted when funding is not null => await Funded(accepted.Account, isReplayed, funding, wait, ct),
            AccountCommandAccepted accepted => new AccountOutcome.Accepted(accepted.Account, isReplayed),
            CardCommandAccepted accepted => new AccountOutcome.CardAccepted(accepted.Card, isReplayed),
            AccountCommandRefused refused => new AccountOutcome.Refused(refused.Refusal, isReplayed),
            _ => throw new InvalidOperationException($"{reply.Message.GetType().Name} is no answer to a command on an account."),
        };
    }

    /// <summary>The account as its initial balance left it: the same whenever it is asked.</summary>
    static async Task<AccountOutcome> Funded(
        AccountSnapshot account, bool isReplayed, RequestWaits.Wait funding, TimeSpan wait, CancellationToken ct)
    {
        if (!funding.Result.IsCompleted)
            funding.LookSoon();
        if (!await Within(funding.Result, wait, ct))
            return new AccountOutcome.Pending();
        return await funding.Result switch
        {
            RequestResult.Transaction { Snapshot: { Failure: { } failure } } => new AccountOutcome.Refused(failure, isReplayed),
            RequestResult.Transaction { Snapshot: var topup } => new AccountOutcome.Accepted(
                account with
                {
                    Balance = account.Balance + topup.Amount.Amount,
                    Available = account.Available + topup.Amount.Amount,
                    Version = account.Version + 1,
                    UpdatedAt = topup.CompletedAt ?? account.UpdatedAt,
                },
                isReplayed),
            _ => new AccountOutcome.Pending(),
        };
    }

    async Task<Sending> SendAndWait(
        ICommand command,
        Guid messageId,
        RequestIdentity identity,
        string correlationId,
        RequestWaits.Wait waiting,
        TimeSpan wait,
        CancellationToken ct)
    {
        try
        {
            var durable = session.Send(command, OptionsFor(messageId, identity, correlationId), CancellationToken.None);
            if (wait > TimeSpan.Zero && await Within(waiting.Result, wait, ct))
                return Sending.Done;
            return await Within(durable, DurabilityLimit, ct) ? Sending.Done : Sending.Unavailable;
        }
        catch (OverloadedException)
        {
            return Sending.Overloaded;
        }
        catch (EngineStoppedException)
        {
            return Sending.Unavailable;
        }
    }

    static SendOptions OptionsFor(Guid messageId, RequestIdentity identity, string correlationId)
    {
        var options = new SendOptions();
        options.SetMessageId(messageId.ToString());
        options.SetCorrelationId(correlationId);
        options.SetRequestIdentity(identity.RequestId, identity.Fingerprint);
        return options;
    }

    static async Task<bool> Within(Task task, TimeSpan limit, CancellationToken ct)
    {
        if (task.IsCompleted)
            return true;
        try
        {
            await task.WaitAsync(limit, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return task.IsCompleted;
        }
    }

    Guid NextId()
    {
        lock (_randomness)
            return random.NextId();
    }

    enum Sending
    {
        Done,
        Overloaded,
        Unavailable,
    }
}
