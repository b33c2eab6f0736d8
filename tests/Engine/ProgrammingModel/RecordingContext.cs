using BillingEngine.Messaging.Extensibility;
using BillingEngine.Messaging.Persistence;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

/// <summary>A handler context that only writes down what was asked of it.</summary>
sealed class RecordingContext : IMessageHandlerContext
{
    public List<(object Message, ExtendableOptions Options)> Sent { get; } = [];

    public List<(object Message, ExtendableOptions Options)> Published { get; } = [];

    public List<(object Message, ExtendableOptions Options)> Replied { get; } = [];

    public string MessageId => "m-1";

    public string ReplyToAddress => "sender";

    public IReadOnlyDictionary<string, string> MessageHeaders { get; } = new Dictionary<string, string>();

    public ContextBag Extensions { get; } = new();

    public CancellationToken CancellationToken => CancellationToken.None;

    public ISynchronizedStorageSession SynchronizedStorageSession =>
        throw new NotSupportedException("Nothing here stores anything.");

    public Task Send(object message, SendOptions options) => Record(Sent, message, options);

    public Task Publish(object message, PublishOptions options) => Record(Published, message, options);

    public Task Reply(object message, ReplyOptions options) => Record(Replied, message, options);

    public Task ForwardCurrentMessageTo(string destination) =>
        throw new NotSupportedException("Nothing here forwards anything.");

    public void DoNotContinueDispatchingCurrentMessageToHandlers()
    {
    }

    static Task Record(List<(object, ExtendableOptions)> log, object message, ExtendableOptions options)
    {
        log.Add((message, options));
        return Task.CompletedTask;
    }
}
