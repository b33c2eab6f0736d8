namespace BillingEngine.Messaging;

/// <summary>Base of all handlers, so that they can be told from other classes.</summary>
public interface IHandleMessages;

/// <summary>Handles the messages of one type.</summary>
public interface IHandleMessages<T> : IHandleMessages
{
    /// <summary>
    /// Handles one message; an exception undoes everything that was done here and makes the message retry.
    /// </summary>
    Task Handle(T message, IMessageHandlerContext context);
}

/// <summary>Handles a message in a saga, and starts a new instance where none is found for it.</summary>
public interface IAmStartedByMessages<T> : IHandleMessages<T>;

/// <summary>Handles, in a saga, a timeout that the saga has requested.</summary>
public interface IHandleTimeouts<T>
{
    /// <summary>Called when the timeout is due and its saga is still open.</summary>
    Task Timeout(T state, IMessageHandlerContext context);
}
