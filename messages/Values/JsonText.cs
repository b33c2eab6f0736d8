using System.Text.Json;
using System.Text.Json.Serialization;

namespace BillingEngine.Messages;

/// <summary>A caller's own JSON object, carried along and given back as it came, never interpreted. Compares by text.</summary>
[JsonConverter(typeof(JsonTextConverter))]
public sealed record JsonText(string Value)
{
    public override string ToString() => Value;
}

public sealed class JsonTextConverter : JsonConverter<JsonText>
{
    public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new JsonText(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Value);
}
