using System.Diagnostics;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Engine;

/// <summary>
/// Sends commands to the engine and waits for what comes of them. An answer is only ever given of what is on disk: a
/// caller whose wait is over is told «pending» when its command is durable, and until then waits on, within a bound.
/// </summary>
sealed partial class EngineGateway(RequestSender sender, RequestWaits waits, TransactionQueries transactions)
    : ICommandGateway
{
    /// <summary>Between two looks at a transaction that other processes carry on.</summary>
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);

    public async Task<TransactionOutcome> Request(
        ITransactionRequest command, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        using var begun = new Begun(command, sender.NextId(), waits);
        var standing = await Send(begun, correlationId, wait, ct);
        if (standing is Standing.Pending)
            await waits.LookUp([command.TransactionId], ct);
        return begun.Outcome(standing, wait);
    }

    public async Task<IReadOnlyList<TransactionOutcome>> RequestAll(
        IReadOnlyList<ITransactionRequest> commands, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        var all = commands.Select(command => new Begun(command, sender.NextId(), waits)).ToList();
        try
        {
            var standings = await Task.WhenAll(all.Select(begun => Send(begun, correlationId, wait, ct)));
            var pending = all.Where((_, index) => standings[index] is Standing.Pending)
                .Select(begun => begun.Command.TransactionId)
                .ToList();
            if (pending.Count > 0)
                await waits.LookUp(pending, ct);
            return [.. all.Select((begun, index) => begun.Outcome(standings[index], wait))];
        }
        finally
        {
            all.ForEach(begun => begun.Dispose());
        }
    }

    public async Task<TransactionOutcome> Order(
        ITransactionCommand order, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var (standing, reply, isReplay) = await Ask(order, identity, correlationId, wait, ct);
        return (standing, reply) switch
        {
            (Standing.Answered, TransactionCommandRefused refused) =>
                new TransactionOutcome.Refused(refused.Refusal, isReplay),
            (Standing.Answered, TransactionCommandAccepted) when wait == TimeSpan.Zero && !isReplay =>
                new TransactionOutcome.Pending(order.TransactionId),
            (Standing.Answered, TransactionCommandAccepted) =>
                await Finished(order.TransactionId, isReplay, wait - Stopwatch.GetElapsedTime(started), ct),
            (Standing.Answered, _) => throw NoAnswer(reply, "an order to a transaction"),
            _ => Unanswered(standing, order.TransactionId),
        };
    }

    /// <summary>What is done in one unit of work is on record; what goes from process to process follows.</summary>
    async Task<TransactionOutcome> Finished(Guid transactionId, bool isReplay, TimeSpan wait, CancellationToken ct)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(LookInterval, ct))
        {
            // As the order left it: what was refunded since is none of its doing.
            if (await transactions.Find(transactionId, ct) is { IsFinal: true } final)
                return new TransactionOutcome.Settled(final with { RefundedAmount = 0 }, isReplay);
            if (Stopwatch.GetElapsedTime(started) >= wait)
                return new TransactionOutcome.Pending(transactionId);
        }
    }

    /// <summary>Sends a command that gets a reply; without an identity of its own it is known by its message.</summary>
    async Task<(Standing Standing, object? Reply, bool IsReplay)> Ask(
        ICommand command, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        var messageId = sender.NextId();
        var known = identity ?? new RequestIdentity(messageId, Fingerprint: "");
        using var waiting = waits.Begin(known.RequestId);
        var standing = await sender.Send(command, messageId, known, correlationId, waiting, wait, ct);
        if (standing is Standing.Pending)
            await waits.LookUp([known.RequestId], ct);
        if (standing is Standing.Overloaded or Standing.Unavailable || !waiting.Result.IsCompleted)
            return (standing, null, false);
        return await waiting.Result is RequestResult.Reply reply && reply.Fingerprint == known.Fingerprint
            ? (Standing.Answered, reply.Message, reply.MessageId != messageId)
            : (Standing.KeyReused, null, false);
    }

    Task<Standing> Send(Begun begun, string correlationId, TimeSpan wait, CancellationToken ct) => sender.Send(
        begun.Command,
        begun.MessageId,
        new RequestIdentity(begun.Command.TransactionId, begun.Command.Fingerprint),
        correlationId,
        begun.Waiting,
        wait,
        ct);

    static TransactionOutcome Unanswered(Standing standing, Guid transactionId) => standing switch
    {
        Standing.Pending => new TransactionOutcome.Pending(transactionId),
        Standing.KeyReused => new TransactionOutcome.KeyReused(),
        Standing.Overloaded => new TransactionOutcome.Overloaded(),
        Standing.Unavailable => new TransactionOutcome.Unavailable(),
        _ => throw new UnreachableException($"{standing} says what came of transaction {transactionId}."),
    };

    static InvalidOperationException NoAnswer(object? reply, string command) =>
        new($"{reply?.GetType().Name} is no answer to {command}.");

    /// <summary>A request that was sent, and the wait for what comes of it.</summary>
    sealed class Begun(ITransactionRequest command, Guid messageId, RequestWaits waits) : IDisposable
    {
        public ITransactionRequest Command => command;

        public Guid MessageId => messageId;

        public RequestWait Waiting { get; } = waits.Begin(command.TransactionId);

        public TransactionOutcome Outcome(Standing standing, TimeSpan wait)
        {
            if (standing is Standing.Overloaded or Standing.Unavailable)
                return Unanswered(standing, command.TransactionId);
            if (!Waiting.Result.IsCompleted)
                return Waiting.IsKnownOtherwise(command.Fingerprint)
                    ? new TransactionOutcome.KeyReused()
                    : new TransactionOutcome.Pending(command.TransactionId);
            if (Waiting.Result.Result is not RequestResult.Transaction settled
                || settled.Snapshot.Fingerprint != command.Fingerprint)
                return new TransactionOutcome.KeyReused();
            var isReplayed = settled.MessageId != messageId;
            return wait == TimeSpan.Zero && !isReplayed
                ? new TransactionOutcome.Pending(command.TransactionId)
                : new TransactionOutcome.Settled(settled.Snapshot, isReplayed);
        }

        public void Dispose() => Waiting.Dispose();
    }
}
