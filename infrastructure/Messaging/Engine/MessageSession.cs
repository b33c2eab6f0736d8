using System.Diagnostics;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Extensibility;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Sends from outside a handler. The task ends when the message is durable: committed with its effects when a worker of
/// this process handles it, else written to the transport.
/// </summary>
sealed class MessageSession(
    Topology topology,
    PartitionMap map,
    IReadOnlyList<string> served,
    TimeProvider clock,
    IRandomSource random,
    Action<Envelope> dispatch) : IMessageSession
{
    readonly Lock _randomness = new();

    public Task Send(object message, SendOptions sendOptions, CancellationToken ct = default) =>
        Dispatch(EnvelopeOf(message, sendOptions), ct);

    public Task Publish(object message, PublishOptions publishOptions, CancellationToken ct = default)
    {
        var type = topology.Types.Of(message);
        BestPractices.CheckPublish(message);
        return Task.WhenAll(topology.SubscribersOf(type).Select(
            subscriber => Dispatch(Envelop(message, type, subscriber, MessageIntent.Publish, publishOptions), ct)));
    }

    /// <summary>A message as it would be sent.</summary>
    public Envelope EnvelopeOf(object message, SendOptions options)
    {
        var type = topology.Types.Of(message);
        BestPractices.CheckSend(message);
        return Envelop(message, type, Destination(type, options), MessageIntent.Send, options);
    }

    Task Dispatch(Envelope envelope, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        dispatch(envelope);
        return envelope.Accepted!.Task.WaitAsync(ct);
    }

    Envelope Envelop(object message, MessageType type, string endpoint, MessageIntent intent, ExtendableOptions options)
    {
        var headers = options.GetHeaders();
        var id = options.GetMessageId() is { } given ? GivenId.Parse(given, "message id") : NextId();
        return new Envelope
        {
            MessageId = id,
            Type = type,
            Message = message,
            Partition = map.PartitionOf(endpoint, KeyOf(message, type)),
            Intent = intent,
            ConversationId = ConversationOf(options as SendOptions) ?? id,
            CorrelationId = headers.GetValueOrDefault(WireHeaders.CorrelationId) ?? id.ToString(),
            TimeSent = clock.GetUtcNow(),
            DueAt = DueAt(options as SendOptions),
            Request = headers.TryGetValue(WireHeaders.RequestId, out var request)
                ? new RequestIdentity(Guid.Parse(request), headers.GetValueOrDefault(WireHeaders.RequestFingerprint) ?? "")
                : null,
            TraceParent = headers.GetValueOrDefault(Headers.TraceParent) ?? CurrentTraceParent(),
            CustomHeaders = headers.Count == 0 ? null : headers,
            Accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
        };
    }

    string Destination(MessageType type, SendOptions options)
    {
        if (options.GetDestination() is { } destination)
            return destination;
        if (!options.IsRoutingToThisEndpoint())
            return topology.EndpointOf(type);
        return served.Count == 1
            ? served[0]
            : throw new InvalidOperationException(
                $"This process serves {served.Count} endpoints, so a {type.Name} to «this endpoint» has none.");
    }

    static Guid? ConversationOf(SendOptions? options) =>
        options?.NewConversationId is { } given ? GivenId.Parse(given, "conversation") : null;

    Guid NextId()
    {
        lock (_randomness)
            return random.NextId();
    }

    DateTimeOffset? DueAt(SendOptions? options) => options?.GetDeliveryDate()
        ?? (options?.GetDeliveryDelay() is { } delay ? clock.GetUtcNow() + delay : null);

    static string? CurrentTraceParent() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;

    static Guid KeyOf(object message, MessageType type) => message is IPartitioned keyed
        ? keyed.PartitionKey
        : throw new InvalidOperationException(
            $"{type.Name} ({type.Type.Name}) names no partition key. Implement {nameof(IPartitioned)} on the contract.");
}

/// <summary>What callers from outside may say about a message beyond its content.</summary>
public static class RequestOptions
{
    /// <summary>The caller's correlation id: on every message, event and log line that follows.</summary>
    public static void SetCorrelationId(this ExtendableOptions options, string correlationId) =>
        options.SetHeader(WireHeaders.CorrelationId, correlationId);

    /// <summary>The caller's trace context (W3C); what follows from the message belongs to it.</summary>
    public static void SetTraceParent(this ExtendableOptions options, string traceParent) =>
        options.SetHeader(Headers.TraceParent, traceParent);

    /// <summary>Makes a repeat of the request, for ever, get the reply that the first one got.</summary>
    public static void SetRequestIdentity(this ExtendableOptions options, Guid requestId, string fingerprint)
    {
        options.SetHeader(WireHeaders.RequestId, requestId.ToString());
        options.SetHeader(WireHeaders.RequestFingerprint, fingerprint);
    }
}
