using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>What becomes of a message that is not to be tried any more, though the engine would have gone on.</summary>
/// <param name="Failure">How it goes to the failed ones.</param>
/// <param name="Notice">What tells the saga that sent it; null when none waits to be told.</param>
public sealed record GivenUpMessage(FailedMessage Failure, TransportMessage? Notice)
{
    internal static GivenUpMessage Of(
        TransportMessage message, Topology topology, PartitionMap map, Guid noticeId, DateTimeOffset now)
    {
        var envelope = Read(message, topology.Types);
        var endpoint = map.EndpointOf(message.Partition);
        var cause = new CalledOffException(envelope?.CustomHeaders?.GetValueOrDefault(WireHeaders.LastFailure));
        var failure = FailureRecord.Of(message, endpoint, cause, envelope?.EarlierAttempts ?? 0, now) with
        {
            Concern = (envelope?.Message as IConcernMoney)?.Concern,
        };
        if (envelope is null || !DeliveryNotice.IsAwaited(envelope, topology, map))
            return new(failure, Notice: null);
        using var buffer = new PayloadBuffer();
        var notice = DeliveryNotice.Of(envelope, cause, topology.Types, endpoint, noticeId, now);
        var form = TransportForm.Of(notice, now, buffer);
        return new(failure, form with { Headers = form.Headers.ToArray(), Body = form.Body.ToArray() });
    }

    /// <summary>Null when it cannot be read: then it fails without a word to anybody, as at a worker.</summary>
    static Envelope? Read(TransportMessage message, MessageTypes types)
    {
        try
        {
            var envelope = WireHeaders.Read(new ReceivedMessage(message, default), types);
            envelope.Message = UndecodableMessageException.ReadBody(envelope);
            return envelope;
        }
        catch (UndecodableMessageException)
        {
            return null;
        }
    }
}

/// <summary>An operator has called the waiting of a message off.</summary>
sealed class CalledOffException(string? lastFailure) : Exception(lastFailure is null
    ? "An operator took it from the messages that wait; it had not been tried."
    : $"An operator called its retries off. Last it failed with {lastFailure}");
