using System.Text.Json;

namespace BillingEngine.Host.Load;

static class JsonMember
{
    /// <summary>The text of a member of the outermost object; null when there is none, or no JSON.</summary>
    public static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
                    && reader.ValueTextEquals(name))
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (JsonException)
        {
            // A proxy's error page, say: it has no members.
        }

        return null;
    }
}
