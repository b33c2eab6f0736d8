using BillingEngine.Messaging.Extensibility;
using BillingEngine.Messaging.Persistence;

namespace BillingEngine.Messaging;

/// <summary>Something that can be told to stop.</summary>
public interface ICancellableContext
{
    /// <summary>Cancelled when the endpoint stops without waiting any longer.</summary>
    CancellationToken CancellationToken { get; }
}

/// <summary>The operations that are open wherever messages are being processed.</summary>
public interface IPipelineContext : IExtendable, ICancellableContext
{
    /// <summary>Sends a command or a plain message; it leaves only if the message being handled succeeds.</summary>
    Task Send(object message, SendOptions options);

    /// <summary>Publishes an event; it leaves only if the message being handled succeeds.</summary>
    Task Publish(object message, PublishOptions options);
}

/// <summary>The message being processed, and how to answer it.</summary>
public interface IMessageProcessingContext : IPipelineContext
{
    /// <summary>Identity of the message; the same in every retry.</summary>
    string MessageId { get; }

    /// <summary>Where a reply goes.</summary>
    string ReplyToAddress { get; }

    /// <summary>The headers as they came, by the names in <see cref="Headers"/>.</summary>
    IReadOnlyDictionary<string, string> MessageHeaders { get; }

    /// <summary>Replies to the sender with a plain message, neither command nor event.</summary>
    Task Reply(object message, ReplyOptions options);

    /// <summary>Sends the message on, body and headers unchanged.</summary>
    Task ForwardCurrentMessageTo(string destination);
}

/// <summary>What a handler is given beside its message.</summary>
public interface IMessageHandlerContext : IMessageProcessingContext
{
    /// <summary>The storage of the unit of work that this message is handled in.</summary>
    ISynchronizedStorageSession SynchronizedStorageSession { get; }

    /// <summary>Lets no further handler of this message run; what was done so far stands.</summary>
    void DoNotContinueDispatchingCurrentMessageToHandlers();
}
