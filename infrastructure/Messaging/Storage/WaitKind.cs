namespace BillingEngine.Messaging.Storage;

/// <summary>Why a message is in the queue.</summary>
public enum WaitKind
{
    /// <summary>It is on its way to another worker, or has overfilled its unit of work.</summary>
    Message,

    /// <summary>A saga asked for it.</summary>
    Timeout,

    /// <summary>Its sender said when it is to be delivered.</summary>
    Deferred,

    /// <summary>It has failed and will be tried again.</summary>
    Retry,

    /// <summary>Its type keeps failing and is slowed down; it waits in line.</summary>
    Throttled,

    /// <summary>It must not overtake an earlier one of its key that has failed; released with that one.</summary>
    Parked,
}
