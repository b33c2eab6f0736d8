using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The requests from outside in one unit of work. A request is known by its identity for ever: a repeat is not handled,
/// it gets the recorded reply. A request that creates the stream of its own identity (a transaction) needs no record:
/// its stream is one, and its handler recognises the repeat.
/// </summary>
sealed class RequestSession(IUnitReader store)
{
    readonly Dictionary<Guid, GivenReply> _replies = [];
    readonly List<HandledRequest> _handled = [];
    Dictionary<Guid, RecordedReply> _stored = [];

    public IReadOnlyList<HandledRequest> Handled => _handled;

    public void Accept(Dictionary<Guid, RecordedReply> stored) => _stored = stored;

    public bool IsRepeat(Envelope message, AggregateSession aggregates, MessageTypes types)
    {
        if (message.Request is not { } request)
            return false;
        if (_replies.TryGetValue(request.RequestId, out var earlier))
            _handled.Add(new(
                request.RequestId, message.MessageId, earlier.Reply, earlier.Request.Fingerprint, earlier.MessageId));
        else if (_stored.TryGetValue(request.RequestId, out var recorded))
            _handled.Add(new(
                request.RequestId, message.MessageId, Read(recorded, types), recorded.Fingerprint, recorded.MessageId));
        else if (IsTakenByAnother(message, request, aggregates))
            _handled.Add(new(request.RequestId, message.MessageId, Reply: null, Fingerprint: null, AnsweredMessage: null));
        else
            return false;
        return true;
    }

    /// <summary>After a message's handlers have succeeded: remembers the reply, if it was a request and got one.</summary>
    public void Settle(Envelope message, object? reply)
    {
        if (message.Request is not { } request)
            return;
        if (reply is not null)
            _replies[request.RequestId] = new(request, message.MessageId, reply);
        _handled.Add(new(request.RequestId, message.MessageId, reply, request.Fingerprint, message.MessageId));
    }

    /// <summary>Whether a request has its reply, which may have been given in another process.</summary>
    public async ValueTask<bool> IsAnswered(Guid requestId, CancellationToken ct)
    {
        if (_replies.ContainsKey(requestId) || _stored.ContainsKey(requestId))
            return true;
        var wanted = new PrefetchRequest();
        wanted.Requests.Add(requestId);
        return (await store.Prefetch(wanted, ct)).Requests.ContainsKey(requestId);
    }

    /// <summary>Remembers the reply to a request whose message was handled before.</summary>
    public void Answer(GivenReply given)
    {
        _replies[given.Request.RequestId] = given;
        _handled.Add(new(
            given.Request.RequestId, given.MessageId, given.Reply, given.Request.Fingerprint, given.MessageId));
    }

    public IReadOnlyList<RecordedReply> Recorded(PayloadBuffer buffer, MessageTypes types, DateTimeOffset now)
    {
        if (_replies.Count == 0)
            return [];
        return [.. _replies.Values.Select(given => Record(given, buffer, types, now))];
    }

    public void Clear()
    {
        _replies.Clear();
        _handled.Clear();
        _stored = [];
    }

    /// <summary>An idempotency key names one request, whatever its kind: identities are shared by all of them.</summary>
    static bool IsTakenByAnother(Envelope message, RequestIdentity request, AggregateSession aggregates) =>
        (message.Message as IPartitioned)?.PartitionKey != request.RequestId && aggregates.Exists(request.RequestId);

    static object Read(RecordedReply recorded, MessageTypes types) => types.TryFind(recorded.Type, out var type)
        ? type.Read(recorded.Body.Span)
        : throw new InvalidOperationException(
            $"The reply to request {recorded.RequestId} is a {recorded.Type}, which this version does not know.");

    static RecordedReply Record(GivenReply given, PayloadBuffer buffer, MessageTypes types, DateTimeOffset now)
    {
        var type = types.Of(given.Reply);
        return new RecordedReply(
            given.Request.RequestId,
            given.Request.Fingerprint,
            given.MessageId,
            type.Name,
            buffer.Write(type, given.Reply),
            now);
    }
}

/// <summary>A reply that was given in this unit, and the message of the request that it was given to.</summary>
readonly record struct GivenReply(RequestIdentity Request, Guid MessageId, object Reply);

/// <summary>A request that a committed unit dealt with.</summary>
/// <param name="MessageId">The message that carried it: the waiting caller knows it by this.</param>
/// <param name="Reply">The reply, of this or an earlier message; null when the request has none (yet).</param>
/// <param name="Fingerprint">Content that the reply belongs to; null when the identity is in use by another kind of request.</param>
/// <param name="AnsweredMessage">The message that the reply was first given to.</param>
public sealed record HandledRequest(Guid RequestId, Guid MessageId, object? Reply, string? Fingerprint, Guid? AnsweredMessage);
