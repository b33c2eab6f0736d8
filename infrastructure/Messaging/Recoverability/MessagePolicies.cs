using System.Collections.Concurrent;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Transport;

namespace BillingEngine.Messaging.Recoverability;

/// <summary>How failures of one type of message are dealt with at one endpoint.</summary>
/// <param name="CustomizeHeaders">Called with the headers of a message on its way to the failed ones.</param>
sealed record MessagePolicy(
    RecoverabilityConfig Config,
    Func<RecoverabilityConfig, ErrorContext, RecoverabilityAction> Decide,
    Action<Dictionary<string, string>>? CustomizeHeaders,
    int FailuresBeforeRateLimit,
    TimeSpan RateLimitWait,
    RateLimitSettings RateLimit);

/// <summary>
/// Puts together what is set for all, for an endpoint, for a message there, and by the configuration; the narrower
/// wins, and of the same width the configuration.
/// </summary>
sealed class MessagePolicies(
    IEnumerable<EndpointDefinition> endpoints, EngineOptions options, IReadOnlyList<RecoverabilityOverride> overrides)
{
    readonly Dictionary<string, EndpointDefinition> _endpoints = endpoints.ToDictionary(endpoint => endpoint.Name);
    readonly ConcurrentDictionary<(string Endpoint, string Type), MessagePolicy> _policies = new();

    public MessagePolicy Of(string endpoint, Serialization.MessageType type) => _policies.GetOrAdd(
        (endpoint, type.Name),
        static (key, state) => state.Self.Build(key.Endpoint, state.Type),
        (Self: this, Type: type));

    MessagePolicy Build(string endpoint, Serialization.MessageType type)
    {
        var definition = _endpoints[endpoint];
        var policy = Apply(Default(), definition.RecoverabilitySettings);
        policy = Override(policy, rule => rule.MessageType is null && (rule.Endpoint ?? endpoint) == endpoint);
        if (definition.RecoverabilityOf.TryGetValue(type.Type, out var narrower))
            policy = Apply(policy, narrower);
        return Override(policy, rule => rule.MessageType == type.Name && (rule.Endpoint ?? endpoint) == endpoint);
    }

    MessagePolicy Default() => new(
        new RecoverabilityConfig(
            new ImmediateConfig(options.ImmediateRetries),
            new DelayedConfig(options.DelayedRetries, options.DelayedRetryIncrease, options.LongestRetryDelay),
            new FailedConfig("error", [typeof(UndecodableMessageException), typeof(HappenedAlreadyException)])),
        DefaultRecoverabilityPolicy.Invoke,
        CustomizeHeaders: null,
        options.FailuresBeforeRateLimit,
        options.RateLimitWait,
        new RateLimitSettings());

    static MessagePolicy Apply(MessagePolicy policy, RecoverabilitySettings settings)
    {
        var (config, delayed) = (policy.Config, settings.DelayedRetries);
        return policy with
        {
            Config = config with
            {
                Immediate = settings.ImmediateRetries.Retries is { } retries ? new(retries) : config.Immediate,
                Delayed = config.Delayed with
                {
                    MaxNumberOfRetries = delayed.Retries ?? config.Delayed.MaxNumberOfRetries,
                    TimeIncrease = delayed.Increase ?? config.Delayed.TimeIncrease,
                    Longest = delayed.Longest ?? config.Delayed.Longest,
                },
                Failed = config.Failed with
                {
                    UnrecoverableExceptionTypes =
                        [.. config.Failed.UnrecoverableExceptionTypes, .. settings.Unrecoverable],
                },
            },
            Decide = settings.Policy ?? policy.Decide,
            CustomizeHeaders = settings.RetryFailed.Customization ?? policy.CustomizeHeaders,
            FailuresBeforeRateLimit = settings.RateLimit?.Failures ?? policy.FailuresBeforeRateLimit,
            RateLimitWait = settings.RateLimit?.Settings.Wait ?? policy.RateLimitWait,
            RateLimit = settings.RateLimit?.Settings ?? policy.RateLimit,
        };
    }

    MessagePolicy Override(MessagePolicy policy, Func<RecoverabilityOverride, bool> isMeant) =>
        overrides.Where(isMeant).Aggregate(policy, (before, rule) => before with
        {
            Config = before.Config with
            {
                Immediate = rule.ImmediateRetries is { } retries ? new(retries) : before.Config.Immediate,
                Delayed = before.Config.Delayed with
                {
                    MaxNumberOfRetries = rule.DelayedRetries ?? before.Config.Delayed.MaxNumberOfRetries,
                    TimeIncrease = rule.FirstDelay ?? before.Config.Delayed.TimeIncrease,
                    Longest = rule.LongestDelay ?? before.Config.Delayed.Longest,
                },
            },
            FailuresBeforeRateLimit = rule.FailuresBeforeRateLimit ?? before.FailuresBeforeRateLimit,
            RateLimitWait = rule.RateLimitWait ?? before.RateLimitWait,
        });
}
