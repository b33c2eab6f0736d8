namespace BillingEngine.Messaging;

/// <summary>Refuses the uses of a message that contradict what it is: an order, a fact or an answer.</summary>
static class BestPractices
{
    public static void CheckSend(object message)
    {
        if (message is IEvent)
            throw Refused(message, "an event and cannot be sent", "Publish it, or make it an ICommand");
    }

    public static void CheckPublish(object message)
    {
        if (message is ICommand)
            throw Refused(message, "a command and cannot be published", "Send it, or make it an IEvent");
    }

    public static void CheckReply(object message)
    {
        if (message is ICommand)
            throw Refused(message, "a command and cannot be a reply", "Send it, or make it a plain IMessage");
        if (message is IEvent)
            throw Refused(message, "an event and cannot be a reply", "Publish it, or make it a plain IMessage");
    }

    static InvalidOperationException Refused(object message, string what, string remedy) =>
        new($"{message.GetType().FullName} is {what}. {remedy}.");
}
