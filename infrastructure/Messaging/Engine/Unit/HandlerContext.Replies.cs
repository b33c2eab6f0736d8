using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Replies: to the message at hand, to a request from outside, to the message that started a saga.</summary>
sealed partial class HandlerContext
{
    public async Task Reply(object message, ReplyOptions options)
    {
        var type = topology.Types.Of(message);
        BestPractices.CheckReply(message);
        if (options.ToOriginator)
            await ReplyToOriginator(message, type, options);
        else if (current.Envelope.Request is not null && options.GetDestination() is null)
            RequestReply = message;
        else
            _sent.Add(ReplyTo(current.Envelope, type, message, options));
    }

    Envelope ReplyTo(Envelope message, MessageType type, object reply, ReplyOptions options) => new()
    {
        MessageId = IdOf(options),
        Type = type,
        Message = reply,
        Partition = options.GetDestination() is { } destination
            ? PartitionAt(destination, reply, type)
            : message.ReplyTo ?? throw new InvalidOperationException(
                $"{message.Type.Name} {message.MessageId} has no reply address, so it cannot get a {type.Name}."),
        Intent = MessageIntent.Reply,
        ConversationId = message.ConversationId,
        CorrelationId = message.CorrelationId,
        IsReplay = current.Envelope.IsReplay,
        TraceParent = current.TraceParent,
        TimeSent = clock.GetUtcNow(),
        RelatedTo = message.MessageId,
        InReplyTo = message.MessageId,
        OriginatingEndpoint = Endpoint,
        ReplyTo = message.Partition,
        SagaId = message.OriginatingSagaId,
        SagaType = message.OriginatingSagaType,
        OriginatingSagaId = _saga?.Id,
        OriginatingSagaType = _saga?.Saga.Name,
        CustomHeaders = options.GetHeaders() is { Count: > 0 } headers ? headers : null,
    };

    async Task ReplyToOriginator(object reply, MessageType type, ReplyOptions options)
    {
        var original = GivenId.Parse(options.GetHeaders()[Headers.CorrelationId], "message id");
        switch (Originator.Parse(options.GetDestination()!))
        {
            case Originator.Caller(var request) when current.Envelope.Request?.RequestId == request.RequestId:
                RequestReply = reply;
                break;
            case Originator.Caller(var request):
                await CheckNotAnswered(request.RequestId, type);
                _lateReplies.Add(new GivenReply(request, original, reply));
                break;
            case Originator.Sender sender:
                _sent.Add(ReplyTo(sender, original, type, reply, options));
                break;
        }
    }

    async ValueTask CheckNotAnswered(Guid requestId, MessageType type)
    {
        if (_lateReplies.Exists(given => given.Request.RequestId == requestId)
            || await requests.IsAnswered(requestId, CancellationToken))
            throw new InvalidOperationException(
                $"Request {requestId} has a reply already, and that is final: it cannot get a {type.Name} too.");
    }

    /// <summary>
    /// It answers the message that started the saga; with the one at hand it only shares the conversation.
    /// </summary>
    Envelope ReplyTo(
        Originator.Sender sender, Guid original, MessageType type, object reply, ReplyOptions options) => new()
        {
            MessageId = IdOf(options),
            Type = type,
            Message = reply,
            Partition = PartitionAt(sender.Address, reply, type),
            Intent = MessageIntent.Reply,
            ConversationId = current.Envelope.ConversationId,
            CorrelationId = current.Envelope.CorrelationId,
            IsReplay = current.Envelope.IsReplay,
            TraceParent = current.TraceParent,
            TimeSent = clock.GetUtcNow(),
            RelatedTo = current.Envelope.MessageId,
            InReplyTo = original,
            OriginatingEndpoint = Endpoint,
            ReplyTo = current.Envelope.Partition,
            SagaId = sender.SagaId,
            SagaType = sender.SagaType,
            OriginatingSagaId = _saga?.Id,
            OriginatingSagaType = _saga?.Saga.Name,
            CustomHeaders = options.GetHeaders(),
        };
}
