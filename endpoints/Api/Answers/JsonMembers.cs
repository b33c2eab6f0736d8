using System.Text.Json;
using BillingEngine.Messages;

namespace BillingEngine.Api.Answers;

static class JsonMembers
{
    /// <summary>RFC 3339 in UTC, ending in "Z".</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime);

    public static void WriteTimeOrNull(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            json.WriteTime(name, value);
        else
            json.WriteNull(name);
    }

    public static void WriteIdOrNull(this Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is { } value)
            json.WriteString(name, value);
        else
            json.WriteNull(name);
    }

    public static void WriteObjectOrNull(this Utf8JsonWriter json, string name, JsonText? text)
    {
        json.WritePropertyName(name);
        if (text is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(text.Value, skipInputValidation: true);
    }

    /// <summary>The name of an enum's value as it stands in the contract.</summary>
    public static void WriteChoice<TEnum>(this Utf8JsonWriter json, string name, TEnum value)
        where TEnum : struct, Enum =>
        json.WriteString(name, Choices<TEnum>.Names[value]);

    static class Choices<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, JsonEncodedText> Names = Enum.GetValues<TEnum>().ToDictionary(
            value => value,
            value => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString())));
    }
}
