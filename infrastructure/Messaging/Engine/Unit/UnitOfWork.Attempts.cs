using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>The handling of one message, with all the ways in which it can end.</summary>
sealed partial class UnitOfWork
{
    async Task Attempt(Envelope message, CancellationToken ct)
    {
        _handled++;
        var started = parts.Trace.Now;
        if (await IsHeldBack(message, started, ct))
            return;
        var mark = new Mark(started, _aggregates.Mark(), _sagas.Mark);
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                if (message.IsReplay && await HasBeenCarriedOut(message, ct))
                    await Skip(message, mark, attempts, ct);
                else
                    await Dispatch(message, mark, attempts, ct);
                return;
            }
            catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
            {
                _aggregates.UndoTo(mark.Aggregates);
                _sagas.UndoTo(mark.Sagas);
                if (e is HappenedAlreadyException && message.IsReplay)
                {
                    await Skip(message, mark, attempts, ct);
                    return;
                }

                var action = parts.Recoverability.Decide(message, EndpointOf(message), e, attempts);
                if (action is RecoverabilityAction.Immediate)
                    continue;
                GiveUpFor(message, e, attempts, action);
                Trace(message, OutcomeOf(action), mark, attempts, e);
                return;
            }
        }
    }

    async Task Dispatch(Envelope message, Mark mark, int attempts, CancellationToken ct)
    {
        var endpoint = EndpointOf(message);
        using var activity = EngineActivity.Process(message, endpoint);
        parts.Current.Envelope = message;
        parts.Current.TraceParent = activity?.Id ?? message.TraceParent;
        parts.Context.Begin(_owned.Map, ct);
        try
        {
            if (message.Message is { } content)
                parts.Faults?.Check(message.Type.Name, content);
            await parts.Dispatcher.Dispatch(message, endpoint, ct);
        }
        catch (Exception e)
        {
            EngineActivity.Fail(activity, e);
            // Where NServiceBus has them, too: they become headers of the failed message.
            e.Data["Handler type"] = parts.Context.HandlerType?.FullName;
            e.Data["Handler failure time"] = DateTimeOffsetHelper.ToWireFormattedString(clock.GetUtcNow());
            throw;
        }

        Collect(message);
        parts.Rates.Succeeded(endpoint, message.Type);
        await MakeWayBehind(message, ct);
        if (message.Operation is not null)
            Conclude(message, isAlreadyDone: !HadEffect(message, mark));
        Trace(message, StepOutcome.Handled, mark, attempts, error: null);
    }

    /// <summary>
    /// Another reply to a message that was handled before, to a saga that has ended as a rule, is none.
    /// </summary>
    bool HadEffect(Envelope message, Mark mark) =>
        _aggregates.Events.Count > mark.Aggregates.Events
        || _sagas.Mark > mark.Sagas
        || parts.Context.RequestReply is not null
        || parts.Context.LateReplies.Count > 0
        || parts.Context.Sent.Any(sent => sent.Intent != MessageIntent.Reply || !message.WasHandled);

    /// <summary>What is parked behind a message that kept its key blocked, and is done, comes next.</summary>
    async ValueTask MakeWayBehind(Envelope message, CancellationToken ct)
    {
        if (message.Message is IKeepOrder ordered && await _order.IsHead(message, ordered, ct))
            _order.Release(message, ordered);
    }

    /// <summary>Puts a message off, untried, that must not be handled now.</summary>
    async ValueTask<bool> IsHeldBack(Envelope message, long started, CancellationToken ct)
    {
        var (endpoint, now) = (EndpointOf(message), clock.GetUtcNow());
        var ordered = message.Message as IKeepOrder;
        if (ordered is not null && await _order.MustWait(message, ordered, ct))
        {
            _order.Park(message, ordered);
            PutOff(message, WaitKind.Parked, TransportMessage.Never, StepOutcome.Parked, started);
            return true;
        }

        if (message.Operation is not null
            || parts.Rates.DeferUntil(endpoint, message.Type, message.Kind == WaitKind.Throttled, now) is not { } until)
            return false;
        if (ordered is not null)
            _order.Block(message, ordered);
        PutOff(message, WaitKind.Throttled, until, StepOutcome.Throttled, started);
        return true;
    }

    void PutOff(Envelope message, WaitKind kind, DateTimeOffset until, StepOutcome outcome, long started)
    {
        _partitions.Add(message.Partition);
        _outgoing.Add(message with { Kind = kind, DueAt = until, Receipt = null, Accepted = null });
        // Coming to rest behind another one is worth a line once, not each time that it comes by.
        if (message.Kind != kind)
            Trace(message, outcome, new Mark(started, _aggregates.Mark(), _sagas.Mark), attempts: 0, error: null);
    }

    /// <summary>Judged by the once keys of events, which are there for ever.</summary>
    async ValueTask<bool> HasBeenCarriedOut(Envelope message, CancellationToken ct) =>
        message.Message is ILeaveEvidence carriedOut
        && (await IsThere(carriedOut.Evidence, ct) || (carriedOut.End is { } end && await IsThere(end, ct)));

    async ValueTask<bool> IsThere(Evidence evidence, CancellationToken ct) =>
        await _aggregates.FindOnce<IHappenOnce>(evidence.StreamId, evidence.OnceKey, ct) is not null;

    async ValueTask Skip(Envelope message, Mark mark, int attempts, CancellationToken ct)
    {
        _partitions.Add(message.Partition);
        await MakeWayBehind(message, ct);
        Conclude(message, isAlreadyDone: true);
        Trace(message, StepOutcome.AlreadyDone, mark, attempts, error: null);
    }

    void Conclude(Envelope message, bool isAlreadyDone)
    {
        if (message.Operation is not { } operation)
            return;
        _partitions.Add(message.Partition);
        _retryResults.Add(new RetryResult(message.MessageId, message.Partition, operation, isAlreadyDone));
    }

    void Trace(Envelope message, StepOutcome outcome, Mark mark, int attempts, Exception? error) => parts.Trace.Add(new(
        message,
        outcome,
        attempts,
        mark.Started,
        parts.Trace.Since(mark.Started),
        mark.Aggregates.Events,
        _aggregates.Events.Count - mark.Aggregates.Events,
        _sagas.ChangesSince(mark.Sagas),
        error));

    static StepOutcome OutcomeOf(RecoverabilityAction action) => action switch
    {
        RecoverabilityAction.Delayed => StepOutcome.Delayed,
        RecoverabilityAction.Discarded => StepOutcome.Discarded,
        _ => StepOutcome.Failed,
    };

    /// <summary>How things stood when a message was begun.</summary>
    readonly record struct Mark(long Started, (int Undo, int Events) Aggregates, int Sagas);
}
