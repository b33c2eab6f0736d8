using System.Text.Json;
using System.Text.Json.Serialization;

namespace BillingEngine.Messages;

/// <summary>Enums on the wire: names in camel case, never numbers.</summary>
public sealed class CamelCaseNames<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
