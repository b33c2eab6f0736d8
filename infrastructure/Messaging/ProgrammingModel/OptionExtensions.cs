using BillingEngine.Messaging.Extensibility;

namespace BillingEngine.Messaging;

/// <summary>Headers of an outgoing message.</summary>
public static class HeaderOptionExtensions
{
    /// <summary>Adds a header, in place of one of the same name.</summary>
    public static void SetHeader(this ExtendableOptions options, string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        options.SetOutgoingHeader(key, value);
    }

    /// <summary>The headers added so far.</summary>
    public static IReadOnlyDictionary<string, string> GetHeaders(this ExtendableOptions options) =>
        options.OutgoingHeaders;
}

/// <summary>Identity of an outgoing message.</summary>
public static class MessageIdExtensions
{
    /// <summary>Gives the message an id of the sender's choice, under which a repeat can be recognised.</summary>
    public static void SetMessageId(this ExtendableOptions options, string messageId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(messageId);
        options.MessageId = messageId;
    }

    /// <summary>The id chosen by the sender, if any.</summary>
    public static string? GetMessageId(this ExtendableOptions options) => options.MessageId;
}

/// <summary>Delivery at a later time.</summary>
public static class DelayedDeliveryOptionExtensions
{
    /// <summary>Delivers the message no earlier than a time span from now.</summary>
    public static void DelayDeliveryWith(this SendOptions options, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (options.NotBefore is { } date)
            throw new InvalidOperationException(
                $"The message is already held back until {date:O} (DoNotDeliverBefore) and cannot also be delayed " +
                $"by {delay:c} (DelayDeliveryWith): use one of the two.");
        options.Delay = delay;
    }

    /// <summary>Delivers the message no earlier than a point in time.</summary>
    public static void DoNotDeliverBefore(this SendOptions options, DateTimeOffset at)
    {
        if (options.Delay is { } delay)
            throw new InvalidOperationException(
                $"The message is already delayed by {delay:c} (DelayDeliveryWith) and cannot also be held back " +
                $"until {at:O} (DoNotDeliverBefore): use one of the two.");
        options.NotBefore = at;
    }

    /// <summary>What was asked for with <see cref="DelayDeliveryWith"/>, if anything.</summary>
    public static TimeSpan? GetDeliveryDelay(this SendOptions options) => options.Delay;

    /// <summary>What was asked for with <see cref="DoNotDeliverBefore"/>, if anything.</summary>
    public static DateTimeOffset? GetDeliveryDate(this SendOptions options) => options.NotBefore;
}

/// <summary>Destinations that overrule the routing.</summary>
public static class RoutingOptionExtensions
{
    /// <summary>Sends the message to a named endpoint.</summary>
    public static void SetDestination(this SendOptions options, string destination)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(destination);
        if (options.ToThisEndpoint)
            throw new InvalidOperationException(
                $"The message already goes to this endpoint (RouteToThisEndpoint) and cannot also go to " +
                $"'{destination}' (SetDestination): use one of the two.");
        options.Destination = destination;
    }

    /// <summary>Sends the reply to a named endpoint, not to the sender of the message being handled.</summary>
    public static void SetDestination(this ReplyOptions options, string destination)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(destination);
        options.Destination = destination;
    }

    /// <summary>The named endpoint, if any.</summary>
    public static string? GetDestination(this SendOptions options) => options.Destination;

    /// <summary>The named endpoint, if any.</summary>
    public static string? GetDestination(this ReplyOptions options) => options.Destination;

    /// <summary>Sends the message to the endpoint that is doing the sending.</summary>
    public static void RouteToThisEndpoint(this SendOptions options)
    {
        if (options.Destination is { } destination)
            throw new InvalidOperationException(
                $"The message already goes to '{destination}' (SetDestination) and cannot also go to this endpoint " +
                "(RouteToThisEndpoint): use one of the two.");
        options.ToThisEndpoint = true;
    }

    /// <summary>Whether <see cref="RouteToThisEndpoint"/> was asked for.</summary>
    public static bool IsRoutingToThisEndpoint(this SendOptions options) => options.ToThisEndpoint;
}

/// <summary>Conversations: all messages that one first message has caused.</summary>
public static class ConversationRoutingExtensions
{
    /// <summary>
    /// Begins a new conversation with the message, under an id of the sender's choice if one is given.
    /// </summary>
    public static void StartNewConversation(this SendOptions options, string? conversationId = null)
    {
        if (conversationId is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(conversationId);
        options.StartsConversation = true;
        options.NewConversationId = conversationId;
    }
}
