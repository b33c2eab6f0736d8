using BillingEngine.Messaging;
using BillingEngine.Messaging.Extensibility;
using BillingEngine.Messaging.Persistence;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>A handler context that writes down what is sent, and does nothing else.</summary>
sealed class RecordingContext : IMessageHandlerContext
{
    public List<(object Message, SendOptions Options)> Sent { get; } = [];

    public string MessageId => "m-1";

    public string ReplyToAddress => "sender";

    public IReadOnlyDictionary<string, string> MessageHeaders { get; } = new Dictionary<string, string>();

    public ContextBag Extensions { get; } = new();

    public CancellationToken CancellationToken => CancellationToken.None;

    public ISynchronizedStorageSession SynchronizedStorageSession => throw Unexpected("store");

    public Task Send(object message, SendOptions options)
    {
        Sent.Add((message, options));
        return Task.CompletedTask;
    }

    public Task Publish(object message, PublishOptions options) => throw Unexpected("publish");

    public Task Reply(object message, ReplyOptions options) => throw Unexpected("reply");

    public Task ForwardCurrentMessageTo(string destination) => throw Unexpected("forward");

    public void DoNotContinueDispatchingCurrentMessageToHandlers() => throw Unexpected("stop the dispatch");

    static NotSupportedException Unexpected(string what) => new($"A saga of ours sends commands; it does not {what}.");
}
