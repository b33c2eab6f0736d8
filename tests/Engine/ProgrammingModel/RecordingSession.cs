using BillingEngine.Messaging.Extensibility;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

/// <summary>A message session that only writes down what was asked of it.</summary>
sealed class RecordingSession : IMessageSession
{
    public List<(object Message, ExtendableOptions Options, CancellationToken Token)> Asked { get; } = [];

    public Task Send(object message, SendOptions sendOptions, CancellationToken cancellationToken = default)
    {
        Asked.Add((message, sendOptions, cancellationToken));
        return Task.CompletedTask;
    }

    public Task Publish(object message, PublishOptions publishOptions, CancellationToken cancellationToken = default)
    {
        Asked.Add((message, publishOptions, cancellationToken));
        return Task.CompletedTask;
    }
}
