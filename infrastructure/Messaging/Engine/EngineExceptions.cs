namespace BillingEngine.Messaging.Engine;

/// <summary>More waits than the engine takes on. The message was not accepted; nothing happened. Try again later.</summary>
public sealed class OverloadedException()
    : Exception("The engine is overloaded: its inbox is full. The message was not accepted; try again later.");

/// <summary>The store cannot be reached. Never the fault of the message at hand.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The worker is stopping and takes nothing on any more.</summary>
public sealed class EngineStoppedException()
    : Exception("The engine is stopping and accepts nothing any more. The message was not accepted.");
