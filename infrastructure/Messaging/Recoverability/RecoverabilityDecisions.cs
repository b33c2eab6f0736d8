using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Transport;

namespace BillingEngine.Messaging.Recoverability;

/// <summary>Asks the policy of a message what becomes of it.</summary>
/// <param name="hasLater">False where no other unit follows, so that nothing can be put off.</param>
sealed class RecoverabilityDecisions(MessagePolicies policies, IRandomSource random, bool hasLater)
{
    /// <param name="attempts">How often it has been tried since it was delivered, this time included.</param>
    public RecoverabilityAction Decide(Envelope message, string endpoint, Exception exception, int attempts)
    {
        var policy = policies.Of(endpoint, message.Type);
        var context = new ErrorContext(
            exception,
            new IncomingMessage(message.MessageId.ToString(), () => WireHeaders.Write(message)),
            $"{endpoint}#{message.Partition}",
            attempts,
            message.DelayedRetries);
        return policy.Decide(policy.Config, context) switch
        {
            // Whoever retries by hand waits for the outcome.
            RecoverabilityAction.Delayed when message.Operation is not null || !hasLater =>
                RecoverabilityAction.MoveToError(policy.Config.Failed.ErrorQueue),
            RecoverabilityAction.Delayed(var delay) => RecoverabilityAction.DelayedRetry(Jittered(delay)),
            var action => action,
        };
    }

    public Action<Dictionary<string, string>>? HeadersOf(string endpoint, MessageType type) =>
        policies.Of(endpoint, type).CustomizeHeaders;

    /// <summary>Give or take a fifth: what failed together does not come back together.</summary>
    TimeSpan Jittered(TimeSpan delay) => delay * (0.8 + (0.4 * random.NextFraction()));
}
