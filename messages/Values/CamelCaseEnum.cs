using System.Text.Json;
using System.Text.Json.Serialization;

namespace BillingEngine.Messages;

sealed class CamelCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
