using System.Globalization;

namespace BillingEngine.Messaging.Sagas;

/// <summary>The types that a saga may be found by, and how they are read from headers.</summary>
static class CorrelationValue
{
    static readonly Dictionary<Type, Func<string, object?>> Parsers = new()
    {
        [typeof(Guid)] = Parse<Guid>,
        [typeof(string)] = text => text,
        [typeof(long)] = Parse<long>,
        [typeof(ulong)] = Parse<ulong>,
        [typeof(int)] = Parse<int>,
        [typeof(uint)] = Parse<uint>,
        [typeof(short)] = Parse<short>,
        [typeof(ushort)] = Parse<ushort>,
    };

    public static string AllowedTypes => string.Join(", ", Parsers.Keys.Select(type => type.Name));

    public static bool IsAllowed(Type type) => Parsers.ContainsKey(type);

    /// <summary>The value that a header tells; null if there is no header, or if it tells none.</summary>
    public static object? Parse(Type type, string? text) => text is null ? null : Parsers[type](text);

    static object? Parse<T>(string text) where T : struct, IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
