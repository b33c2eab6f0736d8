using System.Collections.ObjectModel;

namespace BillingEngine.Messaging.Extensibility;

/// <summary>What can be said about every outgoing message; said through extension methods.</summary>
public abstract class ExtendableOptions
{
    Dictionary<string, string>? headers;
    ContextBag? extensions;

    protected ExtendableOptions()
    {
    }

    /// <summary>The id that was asked for; without one the engine gives its own.</summary>
    internal string? MessageId { get; set; }

    /// <summary>The headers that were asked for.</summary>
    internal IReadOnlyDictionary<string, string> OutgoingHeaders =>
        headers ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Values for extensions, made at the first use.</summary>
    internal ContextBag Extensions => extensions ??= new();

    internal void SetOutgoingHeader(string key, string value) =>
        (headers ??= new(StringComparer.Ordinal))[key] = value;
}

/// <summary>Access to the values that extensions attach to options.</summary>
public static class ExtendableOptionsExtensions
{
    /// <summary>The values for extensions that go with the message.</summary>
    public static ContextBag GetExtensions(this ExtendableOptions options) => options.Extensions;
}
