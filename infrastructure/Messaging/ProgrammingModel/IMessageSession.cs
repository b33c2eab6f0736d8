namespace BillingEngine.Messaging;

/// <summary>Sends and publishes from outside a handler; when the task completes, the message is durable.</summary>
public interface IMessageSession
{
    /// <summary>Sends a command or a plain message.</summary>
    Task Send(object message, SendOptions sendOptions, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event.</summary>
    Task Publish(object message, PublishOptions publishOptions, CancellationToken cancellationToken = default);
}

/// <summary>The common ways to send and publish from outside a handler, without options.</summary>
public static class MessageSessionExtensions
{
    /// <summary>Sends to the endpoint that the message's type is routed to.</summary>
    public static Task Send(
        this IMessageSession session,
        object message,
        CancellationToken cancellationToken = default) =>
        session.Send(message, new SendOptions(), cancellationToken);

    /// <summary>Sends to a named endpoint.</summary>
    public static Task Send(
        this IMessageSession session,
        string destination,
        object message,
        CancellationToken cancellationToken = default) =>
        session.Send(message, SendOptions.To(destination), cancellationToken);

    /// <summary>Sends to the endpoint that is doing the sending.</summary>
    public static Task SendLocal(
        this IMessageSession session,
        object message,
        CancellationToken cancellationToken = default) =>
        session.Send(message, SendOptions.Local(), cancellationToken);

    /// <summary>Publishes an event to everyone who subscribes to it.</summary>
    public static Task Publish(
        this IMessageSession session,
        object message,
        CancellationToken cancellationToken = default) =>
        session.Publish(message, new PublishOptions(), cancellationToken);
}
