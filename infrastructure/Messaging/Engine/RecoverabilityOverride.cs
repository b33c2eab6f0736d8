namespace BillingEngine.Messaging.Engine;

/// <summary>
/// What whoever runs the engine has set differently for an endpoint, a message type, or one at the other.
/// </summary>
/// <param name="Endpoint">Null: all endpoints.</param>
/// <param name="MessageType">Stable name of a contract; null: all messages.</param>
public sealed record RecoverabilityOverride(string? Endpoint, string? MessageType)
{
    public int? ImmediateRetries { get; init; }

    public int? DelayedRetries { get; init; }

    public TimeSpan? FirstDelay { get; init; }

    public TimeSpan? LongestDelay { get; init; }

    public int? FailuresBeforeRateLimit { get; init; }

    public TimeSpan? RateLimitWait { get; init; }
}
