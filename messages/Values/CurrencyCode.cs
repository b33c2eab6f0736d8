using System.Text.Json;
using System.Text.Json.Serialization;

namespace BillingEngine.Messages;

/// <summary>Code of a currency or asset, such as <c>USD</c>. Whether it exists, and its scale, is known to <see cref="CurrencyRegistry"/>.</summary>
[JsonConverter(typeof(CurrencyCodeConverter))]
public readonly record struct CurrencyCode(string Value)
{
    public override string ToString() => Value;
}

public sealed class CurrencyCodeConverter : JsonConverter<CurrencyCode>
{
    public override CurrencyCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(string.Intern(reader.GetString() ?? throw new JsonException("A currency code must be a string.")));

    public override void Write(Utf8JsonWriter writer, CurrencyCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
