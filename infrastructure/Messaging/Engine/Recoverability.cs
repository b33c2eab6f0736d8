namespace BillingEngine.Messaging.Engine;

enum RecoveryAction
{
    RetryNow,
    MoveToFailed,
}

/// <summary>What becomes of a message whose handler threw: a pure decision.</summary>
static class Recoverability
{
    /// <param name="attempts">How often it has been tried, this time included.</param>
    public static RecoveryAction Decide(Exception exception, int attempts, EngineOptions options) =>
        exception is UndecodableMessageException || attempts > options.ImmediateRetries
            ? RecoveryAction.MoveToFailed
            : RecoveryAction.RetryNow;
}
