using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Host.Configuration;

/// <summary>How failures are dealt with, for an endpoint, a type of message, or one at the other.</summary>
static class RecoverabilitySection
{
    const int MostRetries = 100;
    const int MostFailures = 1_000_000;

    static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    static readonly string[] Settings =
    [
        "immediateRetries", "delayedRetries", "firstDelay", "longestDelay", "failuresBeforeRateLimit", "rateLimitWait",
    ];

    public static IReadOnlyList<RecoverabilityOverride> Read(IReadOnlyList<Section> sections)
    {
        var places = new Dictionary<(string? Endpoint, string? MessageType), string>();
        var rules = new List<RecoverabilityOverride>();
        foreach (var section in sections)
        {
            var rule = Rule(section);
            section.RefuseOthers();
            if (places.TryAdd((rule.Endpoint, rule.MessageType), section.Path))
                rules.Add(rule);
            else
                section.Refuse($"repeats {places[(rule.Endpoint, rule.MessageType)]}: its endpoint and messageType");
        }

        return rules;
    }

    static RecoverabilityOverride Rule(Section section)
    {
        var rule = new RecoverabilityOverride(
            Known(section, "endpoint", "endpoint", Composition.Endpoints.Select(endpoint => endpoint.Name)),
            Known(section, "messageType", "contract", Catalog.All.Select(contract => contract.Name)))
        {
            ImmediateRetries = section.OptionalNumber("immediateRetries", 0, MostRetries),
            DelayedRetries = section.OptionalNumber("delayedRetries", 0, MostRetries),
            FirstDelay = Delay(section, "firstDelay"),
            LongestDelay = Delay(section, "longestDelay"),
            FailuresBeforeRateLimit = section.OptionalNumber("failuresBeforeRateLimit", 1, MostFailures),
            RateLimitWait = section.OptionalDuration(
                "rateLimitWait", ShortestDelay, LongestWait, "from PT0.001S to PT1H, such as PT1S"),
        };
        if (!Array.Exists(Settings, section.Has))
            section.Refuse($"must have one of {string.Join(", ", Settings)}");
        if (rule.LongestDelay < rule.FirstDelay)
            section.Refuse("longestDelay", "must not be shorter than firstDelay");
        return rule;
    }

    static TimeSpan? Delay(Section section, string name) =>
        section.OptionalDuration(name, ShortestDelay, LongestDelay, "from PT0.001S to P30D, such as PT10S");

    static string? Known(Section section, string name, string kind, IEnumerable<string> all)
    {
        if (section.OptionalText(name) is not { } text)
            return null;
        if (!all.Contains(text, StringComparer.Ordinal))
            section.Refuse(name, $"names no {kind} that there is");
        return text;
    }
}
