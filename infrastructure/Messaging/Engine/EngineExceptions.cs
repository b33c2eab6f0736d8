namespace BillingEngine.Messaging.Engine;

/// <summary>
/// More waits than the engine takes on. The message was not accepted; nothing happened. Try again later.
/// </summary>
public sealed class OverloadedException()
    : Exception("The engine is overloaded: too much waits already. The message was not accepted; try again later.");

/// <summary>The store cannot be reached. Never the fault of the message at hand.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The store is there, and cut the call short because a statement took too long.</summary>
    public bool TookTooLong { get; init; }
}

/// <summary>
/// The engine has stopped, or is about to: the message was not accepted, unless the text says that this is not known.
/// </summary>
public sealed class EngineStoppedException(string message) : Exception(message)
{
    public EngineStoppedException()
        : this("The engine is stopping and accepts nothing any more. The message was not accepted.")
    {
    }

    internal static EngineStoppedException WithMessageInHand() => new(
        "The engine was stopped while it had the message in hand. Whether it had an effect is not known; repeating the "
        + "request under its identity finds out.");
}

/// <summary>An event that happens once would happen a second time.</summary>
sealed class HappenedAlreadyException(string message) : InvalidOperationException(message);
