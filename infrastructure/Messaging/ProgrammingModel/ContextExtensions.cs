namespace BillingEngine.Messaging;

/// <summary>The common ways to send and publish, without options.</summary>
public static class PipelineContextExtensions
{
    /// <summary>Sends to the endpoint that the message's type is routed to.</summary>
    public static Task Send(this IPipelineContext context, object message) => context.Send(message, new SendOptions());

    /// <summary>Sends to a named endpoint.</summary>
    public static Task Send(this IPipelineContext context, string destination, object message) =>
        context.Send(message, SendOptions.To(destination));

    /// <summary>Sends to the endpoint that is doing the sending.</summary>
    public static Task SendLocal(this IPipelineContext context, object message) =>
        context.Send(message, SendOptions.Local());

    /// <summary>Publishes an event to everyone who subscribes to it.</summary>
    public static Task Publish(this IPipelineContext context, object message) =>
        context.Publish(message, new PublishOptions());
}

/// <summary>The common way to reply, without options.</summary>
public static class MessageProcessingContextExtensions
{
    /// <summary>Replies to the sender of the message being processed.</summary>
    public static Task Reply(this IMessageProcessingContext context, object message) =>
        context.Reply(message, new ReplyOptions());
}
