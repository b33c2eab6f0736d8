using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Extensibility;
using BillingEngine.Messaging.Persistence;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// What a handler sees of the message at hand, and collects of what it sends. One object serves all messages of a
/// worker; what was collected leaves only when the handlers have succeeded.
/// </summary>
sealed partial class HandlerContext(
    Topology topology,
    CurrentMessage current,
    RequestSession requests,
    UnitClock clock,
    IRandomSource random) : IMessageHandlerContext
{
    readonly List<Envelope> _sent = [];
    readonly List<GivenReply> _lateReplies = [];
    PartitionMap? _map;
    SagaInstance? _saga;
    ContextBag? _extensions;
    Dictionary<string, string>? _headers;

    public string MessageId => current.Envelope.MessageId.ToString();

    public string ReplyToAddress => WireHeaders.Address(current.Envelope) ?? "";

    public IReadOnlyDictionary<string, string> MessageHeaders => _headers ??= WireHeaders.Write(current.Envelope);

    public ContextBag Extensions => _extensions ??= new ContextBag();

    public CancellationToken CancellationToken { get; private set; }

    public ISynchronizedStorageSession SynchronizedStorageSession => UnitStorageSession.Instance;

    public bool HandlersAborted { get; private set; }

    /// <summary>The handler or saga that is at work, or was last; null before the first.</summary>
    public Type? HandlerType { get; set; }

    public IReadOnlyList<Envelope> Sent => _sent;

    /// <summary>The answer to a request from outside; null when none was given.</summary>
    public object? RequestReply { get; private set; }

    /// <summary>Answers to requests whose messages were handled before, given by the sagas that they started.</summary>
    public IReadOnlyList<GivenReply> LateReplies => _lateReplies;

    public void Begin(PartitionMap map, CancellationToken ct)
    {
        _map = map;
        CancellationToken = ct;
        _sent.Clear();
        _lateReplies.Clear();
        _saga = null;
        _extensions = null;
        _headers = null;
        HandlersAborted = false;
        HandlerType = null;
        RequestReply = null;
    }

    /// <summary>From here on messages are sent in the name of a saga, so that replies find it.</summary>
    public void Enter(SagaInstance saga) => _saga = saga;

    public void LeaveSaga() => _saga = null;

    public Task Send(object message, SendOptions options)
    {
        var type = topology.Types.Of(message);
        BestPractices.CheckSend(message);
        if (options.StartsConversation)
            options.SetHeader(Headers.PreviousConversationId, current.Envelope.ConversationId.ToString());
        var headers = options.GetHeaders();
        _sent.Add(new Envelope
        {
            MessageId = IdOf(options),
            Type = type,
            Message = message,
            Partition = Destination(message, type, options),
            Intent = MessageIntent.Send,
            ConversationId = ConversationOf(options),
            CorrelationId = current.Envelope.CorrelationId,
            IsReplay = current.Envelope.IsReplay,
            TraceParent = current.TraceParent,
            TimeSent = clock.GetUtcNow(),
            RelatedTo = current.Envelope.MessageId,
            OriginatingEndpoint = Endpoint,
            ReplyTo = current.Envelope.Partition,
            DueAt = DueAt(options),
            OriginatingSagaId = _saga?.Id,
            OriginatingSagaType = _saga?.Saga.Name,
            SagaId = headers.TryGetValue(Headers.SagaId, out var sagaId) ? Guid.Parse(sagaId) : null,
            SagaType = headers.ContainsKey(Headers.SagaId) ? _saga?.Saga.Name : null,
            IsTimeout = headers.ContainsKey(Headers.IsSagaTimeoutMessage),
            CustomHeaders = headers.Count == 0 ? null : headers,
        });
        return Task.CompletedTask;
    }

    public Task Publish(object message, PublishOptions options)
    {
        var type = topology.Types.Of(message);
        BestPractices.CheckPublish(message);
        var messageId = IdOf(options);
        foreach (var subscriber in topology.SubscribersOf(type))
        {
            _sent.Add(new Envelope
            {
                MessageId = messageId,
                Type = type,
                Message = message,
                Partition = Map.PartitionOf(subscriber, KeyOf(message, type)),
                Intent = MessageIntent.Publish,
                ConversationId = current.Envelope.ConversationId,
                CorrelationId = current.Envelope.CorrelationId,
                IsReplay = current.Envelope.IsReplay,
                TraceParent = current.TraceParent,
                TimeSent = clock.GetUtcNow(),
                RelatedTo = current.Envelope.MessageId,
                OriginatingEndpoint = Endpoint,
                OriginatingSagaId = _saga?.Id,
                OriginatingSagaType = _saga?.Saga.Name,
                CustomHeaders = options.GetHeaders() is { Count: > 0 } headers ? headers : null,
            });
        }

        return Task.CompletedTask;
    }

    public Task ForwardCurrentMessageTo(string destination) => Send(
        current.Envelope.Message!, OptionsFor(destination));

    public void DoNotContinueDispatchingCurrentMessageToHandlers() => HandlersAborted = true;

    string Endpoint => Map.EndpointOf(current.Envelope.Partition);

    PartitionMap Map => _map ?? throw new InvalidOperationException("No message is being handled.");

    int Destination(object message, MessageType type, SendOptions options)
    {
        // A timeout belongs where its saga lives, whatever key it names.
        if (options.GetHeaders().ContainsKey(Headers.IsSagaTimeoutMessage))
            return current.Envelope.Partition;
        if (options.GetDestination() is { } destination)
            return PartitionAt(destination, message, type);
        if (options.IsRoutingToThisEndpoint())
            return message is IPartitioned keyed ? Map.PartitionOf(Endpoint, keyed.PartitionKey) : current.Envelope.Partition;
        return Map.PartitionOf(topology.EndpointOf(type), KeyOf(message, type));
    }

    /// <param name="destination">An endpoint, or one partition of it as in a reply address.</param>
    int PartitionAt(string destination, object message, MessageType type)
    {
        if (WireHeaders.PartitionOf(destination) is not { } partition)
            return Map.PartitionOf(destination, KeyOf(message, type));
        return Map.Knows(partition)
            ? partition
            : throw new InvalidOperationException(
                $"There is no partition {partition}, so nothing can be sent to '{destination}'.");
    }

    Guid ConversationOf(SendOptions options) => !options.StartsConversation ? current.Envelope.ConversationId
        : options.NewConversationId is { } given ? GivenId.Parse(given, "conversation")
        : random.NextId();

    Guid IdOf(ExtendableOptions options) => options.GetMessageId() is { } id
        ? GivenId.Parse(id, "message id")
        : random.NextId();

    DateTimeOffset? DueAt(SendOptions options) => options.GetDeliveryDate()
        ?? (options.GetDeliveryDelay() is { } delay ? clock.GetUtcNow() + delay : null);

    static Guid KeyOf(object message, MessageType type) => message is IPartitioned keyed
        ? keyed.PartitionKey
        : throw new InvalidOperationException(
            $"{type.Name} ({type.Type.Name}) names no partition key. Implement {nameof(IPartitioned)} on the contract.");

    static SendOptions OptionsFor(string destination)
    {
        var options = new SendOptions();
        options.SetDestination(destination);
        return options;
    }
}

/// <summary>
/// All storage of a handler goes through <see cref="EventSourcing.IAggregates"/>; there is nothing else to reach.
/// </summary>
sealed class UnitStorageSession : ISynchronizedStorageSession
{
    public static UnitStorageSession Instance { get; } = new();
}
