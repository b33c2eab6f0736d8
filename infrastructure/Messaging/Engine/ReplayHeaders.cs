namespace BillingEngine.Messaging.Engine;

/// <summary>Headers of messages that an operator has delivered once more.</summary>
public static class ReplayHeaders
{
    /// <summary>On the message and on all that follows from it.</summary>
    public const string Replay = "BillingEngine.Replay";

    /// <summary>The operation that the message itself is a part of, and that learns how it ends.</summary>
    public const string Operation = "BillingEngine.Operation";

    /// <summary>On a message that had not failed, or that a retry has resolved since.</summary>
    public const string WasHandled = "BillingEngine.WasHandled";
}
