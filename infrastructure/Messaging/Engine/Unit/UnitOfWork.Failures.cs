using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>What becomes of messages that cannot be handled.</summary>
sealed partial class UnitOfWork
{
    /// <summary>Takes up a message that cannot be read: it goes whole to the failed ones.</summary>
    public void Refuse(ReceivedMessage message, Exception cause)
    {
        var endpoint = _owned.Map.EndpointOf(message.Message.Partition);
        _partitions.Add(message.Message.Partition);
        _consumed.Add(message.Receipt);
        _failures.Add(FailureRecord.Of(message.Message, endpoint, cause, attempts: 1, clock.GetUtcNow()));
    }

    /// <summary>Gives a message up whose effects the store refuses.</summary>
    public void Abandon(Envelope message, Exception cause)
    {
        Consume(message);
        Fail(message, cause, attempts: 1, new RecoverabilityAction.Moved("error"));
        Trace(message, StepOutcome.Failed, MarkNow(), attempts: 1, cause);
        while (_waiting.TryDequeue(out var notice))
            _outgoing.Add(notice);
    }

    /// <summary>Settles a retry of a message whose effects are stored already, as the store says.</summary>
    public ValueTask SettleAsDone(Envelope message, CancellationToken ct)
    {
        Consume(message);
        return Skip(message, MarkNow(), attempts: 1, ct);
    }

    Mark MarkNow() => new(parts.Trace.Now, _aggregates.Mark(), _sagas.Mark);

    void Consume(Envelope message)
    {
        _partitions.Add(message.Partition);
        if (message.Receipt is { } receipt)
            _consumed.Add(receipt);
    }

    void GiveUpFor(Envelope message, Exception cause, int attempts, RecoverabilityAction action)
    {
        _partitions.Add(message.Partition);
        parts.Rates.Failed(EndpointOf(message), message.Type);
        switch (action)
        {
            case RecoverabilityAction.Delayed(var delay):
                Delay(message, cause, attempts, delay);
                break;
            case RecoverabilityAction.Moved moved:
                Fail(message, cause, attempts, moved);
                break;
            case RecoverabilityAction.Discarded:
                Conclude(message, isAlreadyDone: false);
                break;
            default:
                throw new InvalidOperationException($"A policy cannot decide on {action}.");
        }
    }

    void Delay(Envelope message, Exception cause, int attempts, TimeSpan delay)
    {
        if (message.Message is IKeepOrder ordered)
            _order.Block(message, ordered);
        var now = clock.GetUtcNow();
        _outgoing.Add(message with
        {
            Kind = WaitKind.Retry,
            DueAt = now + delay,
            DelayedRetries = message.DelayedRetries + 1,
            EarlierAttempts = message.EarlierAttempts + attempts,
            CustomHeaders = FailureRecord.WithLastFailure(message.CustomHeaders, cause, now),
            Receipt = null,
            Accepted = null,
        });
    }

    void Fail(Envelope message, Exception cause, int attempts, RecoverabilityAction.Moved action)
    {
        _partitions.Add(message.Partition);
        if (message.Message is IKeepOrder ordered)
            _order.Block(message, ordered);
        var endpoint = EndpointOf(message);
        var failure = FailureRecord.Of(
            Readable(message),
            endpoint,
            cause,
            message.EarlierAttempts + attempts,
            clock.GetUtcNow(),
            action.ErrorQueue,
            parts.Recoverability.HeadersOf(endpoint, message.Type));
        _failures.Add(failure with
        {
            ConversationId = message.ConversationId,
            CorrelationId = message.CorrelationId,
            Concern = (message.Message as IConcernMoney)?.Concern,
            Operation = message.Operation,
        });
        if (DeliveryNotice.IsAwaited(message, topology, _owned.Map))
            Route(DeliveryNotice.Of(message, cause, topology.Types, endpoint, random.NextId(), clock.GetUtcNow()));
    }

    /// <summary>A message that was never written down may be one that cannot be: then its headers tell of it.</summary>
    TransportMessage Readable(Envelope message)
    {
        try
        {
            return ToTransport(message);
        }
        catch (Exception e)
        {
            return ToTransport(message with
            {
                Message = null,
                CustomHeaders = FailureRecord.WithUnwritableBody(message.CustomHeaders, e),
            });
        }
    }
}
