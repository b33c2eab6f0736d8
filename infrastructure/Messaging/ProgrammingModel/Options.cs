using BillingEngine.Messaging.Extensibility;

namespace BillingEngine.Messaging;

/// <summary>How a message is to be sent.</summary>
public sealed class SendOptions : ExtendableOptions
{
    /// <summary>How long after sending it is due; excludes <see cref="NotBefore"/>.</summary>
    internal TimeSpan? Delay { get; set; }

    /// <summary>When it is due; excludes <see cref="Delay"/>.</summary>
    internal DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// The endpoint named by the sender, which overrules the routing; excludes <see cref="ToThisEndpoint"/>.
    /// </summary>
    internal string? Destination { get; set; }

    /// <summary>It stays in the sending endpoint; excludes <see cref="Destination"/>.</summary>
    internal bool ToThisEndpoint { get; set; }

    /// <summary>It begins a conversation instead of belonging to the one of the message being handled.</summary>
    internal bool StartsConversation { get; set; }

    /// <summary>The id of the conversation it begins; without one the engine gives its own.</summary>
    internal string? NewConversationId { get; set; }

    /// <summary>When a message sent at <paramref name="now"/> is due; null if at once.</summary>
    internal DateTimeOffset? DueAt(DateTimeOffset now) => Delay is { } delay ? now + delay : NotBefore;

    internal static SendOptions To(string destination)
    {
        var options = new SendOptions();
        options.SetDestination(destination);
        return options;
    }

    internal static SendOptions Local()
    {
        var options = new SendOptions();
        options.RouteToThisEndpoint();
        return options;
    }
}

/// <summary>How an event is to be published.</summary>
public sealed class PublishOptions : ExtendableOptions;

/// <summary>How a reply is to be sent.</summary>
public sealed class ReplyOptions : ExtendableOptions
{
    /// <summary>The endpoint that gets the reply in place of the one that sent the message being handled.</summary>
    internal string? Destination { get; set; }

    /// <summary>
    /// It answers the message that started the saga, not the one being handled, so nothing may be copied from the
    /// latter: neither its correlation id nor the saga it came from.
    /// </summary>
    internal bool ToOriginator { get; set; }
}
